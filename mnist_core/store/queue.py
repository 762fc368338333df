"""The queue: which run trains next, how many at once, and what a person asks of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import ConfigurationError, RunNotFoundError, StoreError
from mnist_core.store import commands, tables
from mnist_core.store.commands import Command
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.runs import RunCatalogue, queue_ends, writable

MAX_CONCURRENT = 16


@dataclass(frozen=True)
class StoreSettings:
    """What a person sets for the whole store.

    Attributes
    ----------
    max_concurrent : int, 1 to 16, default 1
        How many runs train at once; paused ones do not count.
    """

    max_concurrent: int = 1


class RunQueue(RunCatalogue):
    """The part of the run store that decides what trains and passes on what a person asks."""

    @property
    def settings(self) -> StoreSettings:
        """The settings of the whole store."""
        with self.reading() as connection:
            return StoreSettings(max_concurrent(connection))

    def change_settings(self, *, max_concurrent: int) -> None:
        """Set how many runs train at once, 1 to 16."""
        if isinstance(max_concurrent, bool) or not 1 <= max_concurrent <= MAX_CONCURRENT:
            raise ConfigurationError(
                f"max_concurrent must be a whole number from 1 to {MAX_CONCURRENT}, got {max_concurrent!r}"
            )
        table = tables.settings
        with self.writing() as connection:
            connection.execute(table.update().where(table.c.name == "max_concurrent").values(value=max_concurrent))

    def command(self, id: int, kind: str, **payload: Any) -> None:
        """Ask something of a run.

        Parameters
        ----------
        id : int
        kind : {"pause", "resume", "stop", "change", "step", "speed"}
            A queued run keeps the request until it starts, so that pause and step also work from the first step on;
            `stop` takes it from the queue. To resume a stopped or interrupted run is to queue it again.
        **payload
            For change: field, value. For step: batches=n or epochs=n. For speed: steps_per_second=n, None for full.

        Raises
        ------
        ConfigurationError
            If the request itself makes no sense.
        StoreError
            If the run is over and cannot do it.
        """
        payload = commands.checked_payload(kind, payload)
        writable(id)
        run = self.get(id)
        if kind == "resume" and run.status.can_resume:
            return self.requeue(id)
        with self.writing_alone() as connection:
            held = _state(connection, id)
            if held.status == RunStatus.QUEUED and kind == "stop":
                _set(connection, id, status=RunStatus.STOPPED, queue_position=None, finished_at=time.time())
                return commands.discard(connection, id)
            if RunStatus(held.status).is_over:
                if kind == "stop" and held.status == RunStatus.INTERRUPTED:
                    return _set(connection, id, status=RunStatus.STOPPED, finished_at=time.time())
                raise StoreError(f"run {id} is {held.status}, so it cannot {kind}")
            commands.send(connection, id, kind, payload)
            if held.status == RunStatus.PAUSED and held.worker_id is None and kind in ("resume", "step", "stop"):
                if kind == "stop":
                    _set(connection, id, status=RunStatus.STOPPED, finished_at=time.time())
                    return commands.discard(connection, id)
                _set(connection, id, status=RunStatus.QUEUED, queue_position=queue_ends(connection)[0] - 1)
        return None

    def requeue(self, id: int) -> None:
        """Put an interrupted or stopped run at the front of the queue, to go on from its checkpoint."""
        writable(id)
        with self.writing_alone() as connection:
            held = _state(connection, id)
            if not RunStatus(held.status).can_resume or held.source != "trained":
                raise StoreError(f"run {id} is {held.status}, so it cannot be resumed")
            position = queue_ends(connection)[0] - 1
            _set(connection, id, status=RunStatus.QUEUED, queue_position=position, finished_at=None, message="")

    def move_to_front(self, id: int) -> None:
        """Let a queued run be the next to train."""
        with self.writing_alone() as connection:
            if _state(connection, writable(id)).status != RunStatus.QUEUED:
                raise StoreError(f"run {id} is not in the queue, so it cannot be moved to its front")
            _set(connection, id, queue_position=queue_ends(connection)[0] - 1)

    def remove_from_queue(self, id: int) -> None:
        """Take a queued run out of the queue; it is then stopped, and can be resumed."""
        with self.reading() as connection:
            status = _state(connection, writable(id)).status
        if status != RunStatus.QUEUED:
            raise StoreError(f"run {id} is not in the queue, so it cannot be removed from it")
        self.command(id, "stop")

    def waiting_commands(self, id: int, *, after_id: int = 0) -> Sequence[Command]:
        """Return what a run's worker has still to obey, oldest first."""
        with self.reading() as connection:
            return commands.waiting(connection, id, after_id)

    def discard_commands(self, id: int) -> None:
        """Forget what was asked of a run that is over."""
        with self.writing() as connection:
            commands.discard(connection, id)

    def claim(self, worker_id: int) -> Run | None:
        """Give the next queued run to a worker, or None if there is none or enough are training."""
        with self.reading() as connection:
            if next_in_queue(connection) is None:
                return None
        with self.writing_alone() as connection:
            id_ = next_in_queue(connection)
            if id_ is None or free_places(connection) < 1:
                return None
            table = tables.runs
            _set(connection, id_, status=RunStatus.RUNNING, queue_position=None, worker_id=worker_id, message="")
            started = table.update().where(table.c.id == id_, table.c.started_at.is_(None))
            connection.execute(started.values(started_at=time.time()))
            workers = tables.workers
            connection.execute(workers.update().where(workers.c.id == worker_id).values(run_id=id_))
        return self.get(id_)

    def try_running(self, id: int) -> bool:
        """Let a paused run train again if a place is free; else queue it at the front and return False."""
        with self.writing_alone() as connection:
            if free_places(connection) >= 1:
                _set(connection, id, status=RunStatus.RUNNING)
                return True
            position = queue_ends(connection)[0] - 1
            _set(connection, id, status=RunStatus.QUEUED, queue_position=position, worker_id=None)
            return False


def max_concurrent(connection: sa.Connection) -> int:
    """Return how many runs may train at once."""
    table = tables.settings
    return int(connection.execute(sa.select(table.c.value).where(table.c.name == "max_concurrent")).scalar_one())


def next_in_queue(connection: sa.Connection) -> int | None:
    """Return the queued run that trains next, or None."""
    table = tables.runs
    query = sa.select(table.c.id).where(table.c.status == RunStatus.QUEUED, table.c.deleted_at.is_(None))
    return connection.execute(query.order_by(table.c.queue_position, table.c.id).limit(1)).scalar_one_or_none()


def count_runs(connection: sa.Connection, status: RunStatus) -> int:
    """Return how many runs have this status."""
    table = tables.runs
    query = sa.select(sa.func.count()).select_from(table).where(table.c.status == status, table.c.deleted_at.is_(None))
    return int(connection.execute(query).scalar_one())


def free_places(connection: sa.Connection) -> int:
    """Return how many more runs may begin to train now."""
    return max_concurrent(connection) - count_runs(connection, RunStatus.RUNNING)


def _state(connection: sa.Connection, id: int) -> Any:
    """Return a run's status, worker and source, or raise."""
    table = tables.runs
    query = sa.select(table.c.status, table.c.worker_id, table.c.source).where(table.c.id == id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise RunNotFoundError(f"there is no run {id}; it may have been deleted for good")
    return row


def _set(connection: sa.Connection, id: int, **values: Any) -> None:
    """Set columns of one run."""
    connection.execute(tables.runs.update().where(tables.runs.c.id == id).values(**values))
