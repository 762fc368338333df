"""Another visitor's run that a link leads to: it may be looked at, which is how a teacher shows one."""

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run
from pages.components.state import get_store
from pages.components.visitor import is_mine


def linked_run(run_id: int | None) -> Run | None:
    """Return the run of this number if it is another visitor's; None for one's own, and where there is none to read."""
    if run_id is None:
        return None
    try:
        run = get_store().runs.get(run_id)
    except MnistCoreError:
        return None
    is_shipped = run.source == "pretrained"
    return None if is_shipped or is_mine(run.visitor) or run.deleted_at is not None else run
