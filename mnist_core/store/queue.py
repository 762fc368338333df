"""The queue: which run trains next, how many at once, and what a person asks of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mnist_core.errors import ConfigurationError, StoreError
from mnist_core.store import commands, tables
from mnist_core.store.commands import Command
from mnist_core.store.database import Database
from mnist_core.store.run import Run, RunStatus, dismissed, get_state, set_status
from mnist_core.store.run_row import COLUMNS, read_row
from mnist_core.store.runs import Runs
from mnist_core.store.turns import fair_order, next_in_queue, take_turn
from mnist_core.store.waiting import count_runs, queue_ends

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


class Queue:
    """The part of the run store that decides what trains and passes on what a person asks."""

    def __init__(self, database: Database, runs: Runs) -> None:
        self._database = database
        self._runs = runs

    @property
    def settings(self) -> StoreSettings:
        """The settings of the whole store."""
        with self._database.reading() as connection:
            return StoreSettings(max_concurrent(connection))

    def change_settings(self, *, max_concurrent: int) -> None:
        """Set how many runs train at once, 1 to 16."""
        if isinstance(max_concurrent, bool) or not 1 <= max_concurrent <= MAX_CONCURRENT:
            raise ConfigurationError(
                f"max_concurrent must be a whole number from 1 to {MAX_CONCURRENT}, got {max_concurrent!r}"
            )
        self._runs.check_may_set_up()
        table = tables.settings
        with self._database.writing() as connection:
            connection.execute(table.update().where(table.c.name == "max_concurrent").values(value=max_concurrent))

    def command(self, run_id: int, kind: str, **payload: Any) -> None:
        """Ask something of a run.

        Parameters
        ----------
        run_id : int
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
        run = self._runs.get(self._runs.writable(run_id))
        if kind == "resume" and run.can_resume:
            return self.requeue(run_id)
        with self._database.writing_alone() as connection:
            held = get_state(connection, run_id)
            if held.status == RunStatus.QUEUED and kind == "stop":
                set_status(connection, run_id, RunStatus.STOPPED, queue_position=None, finished_at=time.time())
                return commands.discard(connection, run_id)
            if RunStatus(held.status).is_over:
                if kind == "stop" and held.status == RunStatus.INTERRUPTED:
                    return set_status(connection, run_id, RunStatus.STOPPED, finished_at=time.time())
                raise StoreError(f"run {run_id} is {held.status}, so it cannot {kind}")
            commands.send(connection, run_id, kind, payload)
            if held.status == RunStatus.PAUSED and held.worker_id is None and kind in ("resume", "step", "stop"):
                if kind == "stop":
                    set_status(connection, run_id, RunStatus.STOPPED, finished_at=time.time())
                    return commands.discard(connection, run_id)
                set_status(connection, run_id, RunStatus.QUEUED, queue_position=queue_ends(connection)[0] - 1)
        return None

    def requeue(self, run_id: int) -> None:
        """Put a run that is over at the front of the queue, to go on from its checkpoint."""
        run = self._runs.get(self._runs.writable(run_id))
        with self._database.writing_alone() as connection:
            held = get_state(connection, run_id)
            if not replace(run, status=RunStatus(held.status)).can_resume:
                raise StoreError(f"run {run_id} is {held.status}, so it cannot be resumed")
            self._runs.check_may_wait(connection)
            position = queue_ends(connection)[0] - 1
            commands.discard_halts(connection, run_id)  # asked of a worker that ended before it could obey
            set_status(connection, run_id, RunStatus.QUEUED, queue_position=position, finished_at=None, message="")

    def move_to_front(self, run_id: int) -> None:
        """Let a queued run be the next to train."""
        self._runs.writable(run_id)
        with self._database.writing_alone() as connection:
            if get_state(connection, run_id).status != RunStatus.QUEUED:
                raise StoreError(f"run {run_id} is not in the queue, so it cannot be moved to its front")
            table = tables.runs
            position = queue_ends(connection)[0] - 1
            connection.execute(table.update().where(table.c.id == run_id).values(queue_position=position))

    def remove(self, run_id: int) -> None:
        """Take a queued run out of the queue; it is then stopped, and can be resumed."""
        self._runs.writable(run_id)
        with self._database.reading() as connection:
            status = get_state(connection, run_id).status
        if status != RunStatus.QUEUED:
            raise StoreError(f"run {run_id} is not in the queue, so it cannot be removed from it")
        self.command(run_id, "stop")

    def waiting_commands(self, run_id: int, *, after_id: int = 0) -> Sequence[Command]:
        """Return what a run's worker has still to obey, oldest first."""
        with self._database.reading() as connection:
            return commands.waiting(connection, run_id, after_id)

    def claim(self, worker_id: int) -> Run | None:
        """Give the next queued run to a worker, or None if there is none or enough are training.

        Raises
        ------
        WorkerDismissed
            If the worker is not on the list; nothing was changed.
        """
        with self._database.reading() as connection:
            if next_in_queue(connection) is None:
                return None
        with self._database.writing_alone(durable=False) as connection:
            run_id = next_in_queue(connection)
            if run_id is None or free_places(connection) < 1:
                return None
            table, workers = tables.runs, tables.workers
            if not connection.execute(workers.update().where(workers.c.id == worker_id).values(run_id=None)).rowcount:
                raise dismissed(worker_id)
            try:
                read_row(connection.execute(sa.select(*COLUMNS).where(table.c.id == run_id)).one())
            except (StoreError, DBAPIError) as error:  # it would stand before all others for ever
                reason = str(error) if isinstance(error, StoreError) else f"run {run_id} cannot be read"
                set_status(connection, run_id, RunStatus.STOPPED, queue_position=None, message=reason)
                return None
            set_status(connection, run_id, RunStatus.RUNNING, queue_position=None, worker_id=worker_id, message="")
            take_turn(connection, run_id)
            started = table.update().where(table.c.id == run_id, table.c.started_at.is_(None))
            connection.execute(started.values(started_at=time.time()))
            connection.execute(workers.update().where(workers.c.id == worker_id).values(run_id=run_id))
            return read_row(connection.execute(sa.select(*COLUMNS).where(table.c.id == run_id)).one())

    def order(self) -> list[int]:
        """Return the numbers of all queued runs, of all visitors, in the order in which they will be taken."""
        with self._database.reading() as connection:
            return fair_order(connection)

    def held_by(self, worker_id: int) -> Run | None:
        """Return the run that a worker trains, or None; one that lost the answer to its claim finds it so."""
        table = tables.runs
        query = sa.select(table.c.id).where(table.c.worker_id == worker_id, table.c.status == RunStatus.RUNNING)
        with self._database.reading() as connection:
            run_id = connection.execute(query).scalars().first()
        return None if run_id is None else self._runs.get(run_id)

    def try_running(self, run_id: int, *, held_by: int) -> bool:
        """Let a paused run train again if a place is free; else queue it at the front and return False.

        Raises
        ------
        RunTaken
            If the worker `held_by` does not hold the run; nothing was changed.
        """
        with self._database.writing_alone() as connection:
            if free_places(connection) >= 1:
                set_status(connection, run_id, RunStatus.RUNNING, held_by=held_by)
                return True
            position = queue_ends(connection)[0] - 1
            values = {"queue_position": position, "worker_id": None}
            set_status(connection, run_id, RunStatus.QUEUED, held_by=held_by, **values)
            return False

    def give_back(self, run_id: int, *, held_by: int, message: str) -> None:
        """Put a run that cannot go on where it is at the front of the queue, to go on from its checkpoint elsewhere.

        Raises
        ------
        RunTaken
            If the worker `held_by` does not hold the run; nothing was changed.
        """
        with self._database.writing_alone() as connection:
            position = queue_ends(connection)[0] - 1
            values = {"queue_position": position, "worker_id": None, "message": message}
            set_status(connection, run_id, RunStatus.QUEUED, held_by=held_by, **values)


def max_concurrent(connection: sa.Connection) -> int:
    """Return how many runs may train at once."""
    table = tables.settings
    return int(connection.execute(sa.select(table.c.value).where(table.c.name == "max_concurrent")).scalar_one())


def free_places(connection: sa.Connection) -> int:
    """Return how many more runs may begin to train now."""
    return max_concurrent(connection) - count_runs(connection, RunStatus.RUNNING)
