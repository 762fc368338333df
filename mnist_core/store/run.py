"""A run: one training, from the moment it is asked for to the network that it leaves.

Pages, the command line and workers all change what a run's status is. What may follow what stands here in one table,
and `set_status` is the only way to change it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import RunNotFoundError, StoreError
from mnist_core.store import tables
from mnist_core.training.config import TrainingConfig


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def is_active(self) -> bool:
        """Whether a worker holds the run."""
        return self in (RunStatus.RUNNING, RunStatus.PAUSED)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens unless a person asks for it."""
        return self not in (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.PAUSED)

    @property
    def can_resume(self) -> bool:
        """Whether the run can go on from its checkpoint, where it has one."""
        return self in (RunStatus.INTERRUPTED, RunStatus.STOPPED, RunStatus.FAILED)


MAY_FOLLOW: dict[RunStatus, tuple[RunStatus, ...]] = {
    RunStatus.QUEUED: (RunStatus.RUNNING, RunStatus.STOPPED),
    RunStatus.RUNNING: (
        RunStatus.RUNNING,  # a pause that was over before it could be written
        RunStatus.PAUSED,
        RunStatus.QUEUED,
        RunStatus.STOPPED,
        RunStatus.FINISHED,
        RunStatus.FAILED,
        RunStatus.INTERRUPTED,
    ),
    RunStatus.PAUSED: (
        RunStatus.PAUSED,  # without its worker
        RunStatus.RUNNING,
        RunStatus.QUEUED,
        RunStatus.STOPPED,
        RunStatus.FINISHED,
        RunStatus.FAILED,
        RunStatus.INTERRUPTED,
    ),
    RunStatus.STOPPED: (RunStatus.QUEUED,),
    RunStatus.FINISHED: (),
    RunStatus.FAILED: (RunStatus.QUEUED,),
    RunStatus.INTERRUPTED: (RunStatus.QUEUED, RunStatus.STOPPED),
}
"""Which status may follow which; a new run begins as queued, an imported network as finished."""


class RunTaken(Exception):  # noqa: N818 - not an error of the user's, and caught by the worker
    """The run is no longer this worker's: it was taken for dead, or the run was removed."""


class WorkerDismissed(Exception):  # noqa: N818 - caught by the worker
    """The worker is no longer on the list, because it was taken for dead; it may not train anything more."""


class PlaceLost(Exception):  # noqa: N818 - caught by the worker
    """Where a run was training is gone, such as a machine of a cluster; the run goes back to the queue."""


@dataclass(frozen=True)
class Run:
    """A snapshot of one run.

    Attributes
    ----------
    created_at, started_at, finished_at, deleted_at : float or None
        Seconds since 1970.
    epoch, step : int
        How far training has come; `epoch` counts the one that is under way.
    train_loss, train_accuracy, validation_loss, validation_accuracy : float or None
        Of the latest whole epoch.
    test_loss, test_accuracy : float or None
        Of the weights kept, on all 10,000 test images.
    train_seconds : float
        Time spent in updates, seconds.
    message : str
        Why the run failed, or what a person should know of it; else empty.
    queue_position : float or None
        Lower starts earlier; None when not queued.
    has_checkpoint : bool
        Whether a network can be loaded.
    identity : str or None
        Which run this is, wherever its number is used again; its files carry it too.
    source : {"trained", "imported", "pretrained"}
    continues : int or None
        The run whose training this one goes on with, from where that one had ended.
    visitor : str or None
        Whose it is, where several people share the store.
    """

    id: int
    name: str
    preset: str
    source: str
    config: TrainingConfig
    status: RunStatus
    created_at: float
    started_at: float | None = None
    finished_at: float | None = None
    epoch: int = 0
    step: int = 0
    steps_per_epoch: int = 0
    train_loss: float | None = None
    train_accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    best_validation_accuracy: float | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None
    train_seconds: float = 0.0
    images_per_second: float | None = None
    message: str = ""
    queue_position: float | None = None
    has_checkpoint: bool = False
    deleted_at: float | None = None
    identity: str | None = None
    continues: int | None = None
    visitor: str | None = None

    @property
    def can_resume(self) -> bool:
        """Whether training can go on: from a checkpoint, or, where none could be due yet, from the beginning."""
        may_go_on = self.status.can_resume and self.source == "trained"
        return may_go_on and (self.has_checkpoint or self.status is not RunStatus.FAILED)

    @property
    def progress(self) -> float:
        """Share of all steps that are done, 0 to 1."""
        if self.status is RunStatus.FINISHED:
            return 1.0
        steps = self.steps_per_epoch * self.config.epochs
        return min(self.step / steps, 1.0) if steps else 0.0


def taken(run_id: int, worker_id: int) -> RunTaken:
    """Return what is raised where a worker no longer holds a run."""
    return RunTaken(f"run {run_id} is no longer held by worker {worker_id}")


def dismissed(worker_id: int) -> WorkerDismissed:
    """Return what is raised where a worker that was taken for dead asks for something."""
    return WorkerDismissed(f"worker {worker_id} was taken for dead, so it leaves")


def get_state(connection: sa.Connection, run_id: int) -> Any:
    """Return a run's status, worker_id, source and visitor, or raise a RunNotFoundError."""
    table = tables.runs
    columns = (table.c.status, table.c.worker_id, table.c.source, table.c.visitor)
    query = sa.select(*columns).where(table.c.id == run_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise no_such_run(run_id)
    return row


def no_such_run(run_id: int) -> RunNotFoundError:
    """Return the error for a number that no run has."""
    return RunNotFoundError(f"there is no run {run_id}; it may have been deleted for good")


def set_status(
    connection: sa.Connection, run_id: int, status: RunStatus, *, held_by: int | None = None, **columns: Any
) -> None:
    """Change a run's status, if the new one may follow the one that it has now, and other columns with it.

    Parameters
    ----------
    connection : Connection
    run_id : int
    status : RunStatus
    held_by : int, optional
        The worker that must hold the run.
    **columns
        Other columns of `runs` and their values.

    Raises
    ------
    RunNotFoundError
        If no run has this number.
    StoreError
        If the status may not follow.
    RunTaken
        If `held_by` does not hold the run; nothing was changed.
    """
    table = tables.runs
    before = [held for held, following in MAY_FOLLOW.items() if status in following]
    fits = (table.c.id == run_id) & table.c.status.in_(before)
    if held_by is not None:
        fits &= table.c.worker_id == held_by
    if connection.execute(table.update().where(fits).values(status=status, **columns)).rowcount:
        return
    if held_by is not None:
        update_held(connection, run_id, held_by)
    raise StoreError(f"run {run_id} is {get_state(connection, run_id).status}, so it cannot become {status}")


def update_held(
    connection: sa.Connection, run_id: int, held_by: int, *, status: RunStatus | None = None, **columns: Any
) -> None:
    """Set columns of a run that this worker must hold, or raise a RunTaken; without any, only make sure of it."""
    if status is not None:
        return set_status(connection, run_id, status, held_by=held_by, **columns)
    table = tables.runs
    mine = (table.c.id == run_id) & (table.c.worker_id == held_by)
    if not connection.execute(table.update().where(mine).values(**columns or {"worker_id": held_by})).rowcount:
        raise taken(run_id, held_by)
    return None
