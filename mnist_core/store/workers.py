"""Worker processes: start enough of them, know which are alive, and mark the runs of those that died."""

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.queue import free_places, max_concurrent
from mnist_core.store.run import RunStatus, RunTaken, dismissed, set_status
from mnist_core.store.signs_of_life import SignsOfLife
from mnist_core.store.turns import next_in_queue
from mnist_core.store.waiting import count_runs
from mnist_core.store.worker_process import Worker, last_words, log_path, reap, this_process
from mnist_core.threads import threads_per_worker

StartWorker = Callable[[Database, int, int], int | None]
"""Starts the worker of this number with so many threads, and returns its process number where it knows it."""


class Workers:
    """The part of the run store that starts workers and notices their death.

    Parameters
    ----------
    database : Database
    start : callable
        What starts a worker: `start_process`, or in a test something that only takes note.
    """

    def __init__(self, database: Database, start: StartWorker) -> None:
        self._database = database
        self._start = start
        self._signs = SignsOfLife()

    def ensure(self, *, warm: bool = False) -> int:
        """Start as many workers as the queue needs now, and return how many were started.

        Parameters
        ----------
        warm : bool, default False
            Also start one that waits, so that the next run begins at once; it leaves after a minute without work.

        Raises
        ------
        StoreError
            If the store cannot be written or no process can be started.
        """
        unborn = [worker.id for worker in self.all() if worker.process_started is None and not worker.is_alive]
        self.recover()
        if unborn:
            words = last_words(log_path(self._database, unborn[-1]))
            raise StoreError(f"the training process ended as soon as it started: {words}")
        with self._database.reading() as connection:
            if _missing_workers(connection, warm=warm) < 1:
                return 0
        with self._database.writing_alone() as connection:
            worker_ids = [_insert_worker(connection) for _ in range(_missing_workers(connection, warm=warm))]
            threads = threads_per_worker(max_concurrent(connection))
        for worker_id in worker_ids:
            self._start_registered(worker_id, threads)
        return len(worker_ids)

    def all(self) -> list[Worker]:
        """Return the workers that are registered, idle ones included."""
        with self._database.reading() as connection:
            return self._listed(connection)

    def recover(self) -> list[int]:
        """Mark as interrupted the runs whose worker died, and return their numbers."""
        reap()
        with self._database.reading() as connection:  # runs first: a worker is on the list before it holds one
            held, workers = _held_runs(connection), self._listed(connection)
        dead = [worker for worker in workers if not worker.is_alive]
        if not dead and not _orphans(held, [worker.id for worker in workers]):
            return []
        table = tables.workers
        with self._database.writing_alone() as connection:
            for worker in dead:  # unless it was heard of since
                silent = (table.c.id == worker.id) & (table.c.heartbeat == worker.heartbeat)
                connection.execute(table.delete().where(silent))
            listed = connection.execute(sa.select(table.c.id)).scalars().all()
            orphans = _orphans(_held_runs(connection), listed)
            return [row.id for row in orphans if _interrupt(connection, row.id, row.worker_id)]

    def register(self, worker_id: int | None = None) -> int:
        """Tell the store that this process is a worker, and alive; returns its number."""
        with self._database.writing() as connection:
            if worker_id is not None and _say_who(connection, worker_id):
                return worker_id
            return _insert_worker(connection, **this_process())

    def beat(self, worker_id: int) -> None:
        """Tell the store that an idle worker is alive.

        Raises
        ------
        WorkerDismissed
            If it is not on the list, because it was taken for dead.
        """
        with self._database.writing(durable=False) as connection:
            if not _say_who(connection, worker_id):
                raise dismissed(worker_id)

    def release(self, worker_id: int) -> None:
        """Tell the store that a worker is idle again."""
        table = tables.workers
        with self._database.writing(durable=False) as connection:
            idle = table.update().where(table.c.id == worker_id).values(run_id=None, heartbeat=time.time())
            connection.execute(idle)

    def retire(self, worker_id: int, *, even_if_needed: bool = False) -> bool:
        """Take an idle worker off the list unless a run waits that it could train; return whether it may leave."""
        with self._database.writing_alone() as connection:
            needed = next_in_queue(connection) is not None and free_places(connection) > 0
            if needed and not even_if_needed:
                return False
            connection.execute(tables.workers.delete().where(tables.workers.c.id == worker_id))
            return True

    def _start_registered(self, worker_id: int, threads: int) -> None:
        """Start the process of a worker that is on the list, and write down which one it is."""
        try:
            pid = self._start(self._database, worker_id, threads)
        except OSError as error:
            self.retire(worker_id, even_if_needed=True)
            raise StoreError(f"no worker process can be started: {error.strerror or error}") from error
        table = tables.workers
        with self._database.writing() as connection:
            unknown = (table.c.id == worker_id) & table.c.pid.is_(None)
            connection.execute(table.update().where(unknown).values(pid=pid))

    def _listed(self, connection: sa.Connection) -> list[Worker]:
        """Return the registered workers, and for how long each has been silent."""
        workers = _workers(connection)
        self._signs.forget_all_but(worker.id for worker in workers)
        return [replace(worker, silent=self._signs.silent_seconds(worker.id, worker.heartbeat)) for worker in workers]


def _interrupt(connection: sa.Connection, run_id: int, worker_id: int | None) -> bool:
    """Mark the run of a dead worker as interrupted; return False if something else has become of it."""
    try:
        set_status(connection, run_id, RunStatus.INTERRUPTED, held_by=worker_id, worker_id=None)
    except (StoreError, RunTaken):
        return False
    table = tables.commands
    connection.execute(table.delete().where(table.c.run_id == run_id, table.c.kind != "change"))
    return True


def _say_who(connection: sa.Connection, worker_id: int) -> bool:
    """Write down that this process is a worker on the list, and alive; return whether it is on the list."""
    table = tables.workers
    known = table.update().where(table.c.id == worker_id).values(**this_process())
    return bool(connection.execute(known).rowcount)


def _held_runs(connection: sa.Connection) -> Sequence[Any]:
    """Return number, worker and status of the runs that a worker holds or should hold."""
    table = tables.runs
    held = table.c.status.in_([RunStatus.RUNNING.value, RunStatus.PAUSED.value])
    return connection.execute(sa.select(table.c.id, table.c.worker_id, table.c.status).where(held)).all()


def _orphans(held: Sequence[Any], listed: Sequence[int]) -> list[Any]:
    """Return the runs whose worker is not on the list; a paused one may have been let go."""
    return [row for row in held if row.worker_id not in listed and (row.worker_id or row.status == RunStatus.RUNNING)]


def _workers(connection: sa.Connection) -> list[Worker]:
    """Return the registered workers."""
    return [Worker(**row._mapping) for row in connection.execute(sa.select(tables.workers))]


def _missing_workers(connection: sa.Connection, *, warm: bool) -> int:
    """Return how many more workers are needed; none if not positive."""
    idle = sum(worker.run_id is None for worker in _workers(connection))
    needed = min(count_runs(connection, RunStatus.QUEUED), free_places(connection))
    return max(needed, int(warm)) - idle


def _insert_worker(connection: sa.Connection, **values: Any) -> int:
    """Register a worker and return its number, which no other ever had; its process may still be unknown."""
    settings, workers, runs = tables.settings, tables.workers, tables.runs
    last = settings.c.name == "last_worker"
    connection.execute(settings.update().where(last).values(value=settings.c.value + 1))  # one at a time
    numbers = (
        sa.select(settings.c.value).where(last),
        sa.select(sa.func.max(workers.c.id) + 1),  # of an earlier version, which did not count them
        sa.select(sa.func.max(runs.c.worker_id) + 1),
    )
    worker_id = max(connection.execute(query).scalar() or 1 for query in numbers)
    connection.execute(settings.update().where(last).values(value=worker_id))
    row = {"id": worker_id, "host": platform.node(), "heartbeat": time.time(), **values}
    connection.execute(workers.insert().values(**row))
    return int(worker_id)
