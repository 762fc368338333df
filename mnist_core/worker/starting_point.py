"""Where the training of a run begins: at its newest whole checkpoint, and at its first step only if none was ever kept.

A checkpoint that is missing is no reason to begin anew: the history that the store holds would be overwritten by what
is no continuation of it. Such a run stops, and says what it lacks.
"""

from mnist_core.errors import CheckpointError
from mnist_core.files.checkpoint import Checkpoint, latest_checkpoint
from mnist_core.store.run import Run
from mnist_core.store.store import RunStore


def starting_point(store: RunStore, run: Run, *, may_begin_anew: bool = False) -> tuple[Checkpoint | None, str]:
    """Return the checkpoint from which a run goes on, None for its beginning, and what there is to say about it.

    Parameters
    ----------
    store : RunStore
    run : Run
    may_begin_anew : bool, default False
        Whether epochs may have been recorded before a checkpoint was due, as in a short trial of a search.

    Raises
    ------
    CheckpointError
        If the run has kept checkpoints and none of them can be used, or its folder holds another run's files.
    """
    store.networks.check_owner(run)
    folder = store.runs.folder(run.id)
    checkpoint, message = latest_checkpoint(folder)
    if checkpoint is None:
        if run.has_checkpoint or (not may_begin_anew and run.step and store.history.epochs(run.id)):
            raise CheckpointError(
                f"run {run.id} has {run.step:,} recorded steps, but no checkpoint is left in {folder}; put a copy of "
                "that folder back and resume, or start the run again"
            )
        return None, "no checkpoint was due before training ended, so it began again" if run.step else ""
    if checkpoint.step > run.step:
        lost = f"steps {run.step + 1:,} to {checkpoint.step:,} are trained but not recorded, because the power failed"
        message = f"{message}; {lost}" if message else lost
    return checkpoint, message
