"""What is said of a set-up."""

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.presets import PRESETS
from tests.pages.training.train_page import opened
from tests.store.any_state import put


def test_time_estimate_comes_from_a_like_run(store: RunStore) -> None:
    config = PRESETS["quick"].config
    run = store.runs.create(config)
    put(store, run.id, RunStatus.FINISHED, images_per_second=55_000.0)
    assert any(f"about {config.epochs} s" in caption.value for caption in opened().caption)
    assert not any("about" in caption.value for caption in opened(hidden_sizes="99").caption if "→" in caption.value)
