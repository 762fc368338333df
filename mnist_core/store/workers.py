"""Worker processes: start enough of them, know which are alive, and mark the runs of those that died.

A worker is a process of its own, in its own session, so that it outlives the server that started it. A process
number alone does not say who it is, because the system gives numbers out again: the moment at which the process
started belongs to its name.
"""

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.database import PROJECT, Database
from mnist_core.store.queue import count_runs, free_places, max_concurrent, next_in_queue
from mnist_core.store.retention import KEPT_LOGS
from mnist_core.store.run import RunStatus
from mnist_core.threads import THREAD_VARIABLES, threads_per_worker

STALE_SECONDS = 60.0
"""A worker on another machine that has not been heard of for so long is taken to be dead."""

STARTING_SECONDS = 30.0
"""How long a worker that was just started may take to say which process it is."""

FRESH_SECONDS = 15.0
"""A process with the right number that was heard of so lately is the worker, whenever it seems to have started."""

_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Worker:
    """A worker process as the store knows it; `run_id` is None while it is idle."""

    id: int
    host: str
    pid: int | None
    process_started: float | None
    heartbeat: float
    run_id: int | None

    @property
    def is_alive(self) -> bool:
        """Whether the process still exists, or, on another machine, was heard of lately."""
        if self.host != platform.node():
            return time.time() - self.heartbeat < STALE_SECONDS
        if self.pid is None:
            return time.time() - self.heartbeat < STARTING_SECONDS
        is_known = time.time() - self.heartbeat < FRESH_SECONDS  # its start seems to move when the clock is set
        return _is_process(self.pid, None if is_known else self.process_started)


class WorkerPool(Database):
    """The part of the run store that starts workers and notices their death."""

    def ensure_workers(self, *, warm: bool = False) -> int:
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
        unborn = [worker.id for worker in self.workers() if worker.process_started is None and not worker.is_alive]
        self.recover()
        if unborn:
            raise StoreError(f"the training process ended as soon as it started: {self._last_words(unborn[-1])}")
        with self.reading() as connection:
            if _missing_workers(connection, warm=warm) < 1:
                return 0
        with self.writing_alone() as connection:
            ids = [_insert_worker(connection) for _ in range(_missing_workers(connection, warm=warm))]
            threads = threads_per_worker(max_concurrent(connection))
        for id_ in ids:
            self._start(id_, threads)
        return len(ids)

    def workers(self) -> list[Worker]:
        """Return the workers that are registered, idle ones included."""
        with self.reading() as connection:
            return _workers(connection)

    def recover(self) -> list[int]:
        """Mark as interrupted the runs whose worker died, and return their numbers."""
        _reap()
        with self.reading() as connection:
            workers = {worker.id: worker for worker in _workers(connection)}
            runs = tables.runs
            held = runs.c.status.in_([RunStatus.RUNNING.value, RunStatus.PAUSED.value])
            rows = connection.execute(sa.select(runs.c.id, runs.c.worker_id, runs.c.status).where(held)).all()
        alive = {id_ for id_, worker in workers.items() if worker.is_alive}
        orphans = [
            row for row in rows if row.worker_id not in alive and (row.worker_id or row.status == RunStatus.RUNNING)
        ]
        if len(alive) == len(workers) and not orphans:
            return []
        with self.writing() as connection:
            connection.execute(tables.workers.delete().where(tables.workers.c.id.in_(workers.keys() - alive)))
            for row in orphans:
                same = (runs.c.id == row.id) & (runs.c.worker_id == row.worker_id) & held
                interrupted = {"status": RunStatus.INTERRUPTED, "worker_id": None}
                connection.execute(runs.update().where(same).values(**interrupted))
                commands = tables.commands
                connection.execute(commands.delete().where(commands.c.run_id == row.id, commands.c.kind != "change"))
        return [row.id for row in orphans]

    def register_worker(self, id: int | None = None) -> int:
        """Tell the store that this process is a worker, and alive; returns its number."""
        with self.writing() as connection:
            if id is not None:
                table = tables.workers
                known = table.update().where(table.c.id == id).values(**_this_process())
                if connection.execute(known).rowcount:
                    return id
            return _insert_worker(connection, **_this_process())

    def release_run(self, worker_id: int) -> None:
        """Tell the store that a worker is idle again."""
        table = tables.workers
        with self.writing() as connection:
            idle = table.update().where(table.c.id == worker_id).values(run_id=None, heartbeat=time.time())
            connection.execute(idle)

    def retire_worker(self, id: int, *, even_if_needed: bool = False) -> bool:
        """Take an idle worker off the list unless a run waits that it could train; return whether it may leave."""
        with self.writing_alone() as connection:
            needed = next_in_queue(connection) is not None and free_places(connection) > 0
            if needed and not even_if_needed:
                return False
            connection.execute(tables.workers.delete().where(tables.workers.c.id == id))
            return True

    def _start(self, worker_id: int, threads: int) -> None:
        """Start one worker process, detached from this one."""
        log_path = self._log_path(worker_id)
        environment = os.environ | dict.fromkeys(THREAD_VARIABLES, str(threads))
        environment |= {"MNIST_RUNS_DIR": str(self.folder), "MNIST_RUNS_URL": self.url, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "mnist_core.worker", "--id", str(worker_id)]
        try:
            log_path.parent.mkdir(parents=True, exist_ok=True)
            for old in sorted(log_path.parent.glob("worker-*.log"))[: 1 - KEPT_LOGS]:
                old.unlink(missing_ok=True)
            with log_path.open("ab") as log:
                child = subprocess.Popen(
                    command,
                    cwd=PROJECT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    **_detached(),
                )
        except OSError as error:
            self.retire_worker(worker_id, even_if_needed=True)
            raise StoreError(f"no worker process can be started: {error.strerror or error}") from error
        _children.append(child)
        table = tables.workers
        with self.writing() as connection:
            unknown = (table.c.id == worker_id) & table.c.pid.is_(None)
            connection.execute(table.update().where(unknown).values(pid=child.pid))

    def _log_path(self, worker_id: int) -> Path:
        """Return the file that a worker's messages go to."""
        return self.folder / "logs" / f"worker-{worker_id:06d}.log"

    def _last_words(self, worker_id: int) -> str:
        """Return the last line of a worker's log."""
        path = self._log_path(worker_id)
        try:
            lines = path.read_text(errors="replace").split("\n")
        except OSError:
            lines = []
        return next((line.strip() for line in reversed(lines) if line.strip()), f"it left no message in {path}")


def _workers(connection: sa.Connection) -> list[Worker]:
    """Return the registered workers."""
    return [Worker(**row._mapping) for row in connection.execute(sa.select(tables.workers))]


def _missing_workers(connection: sa.Connection, *, warm: bool) -> int:
    """Return how many more workers are needed; none if not positive."""
    idle = sum(worker.run_id is None for worker in _workers(connection))
    needed = min(count_runs(connection, RunStatus.QUEUED), free_places(connection))
    return max(needed, int(warm)) - idle


def _insert_worker(connection: sa.Connection, **values: Any) -> int:
    """Register a worker and return its number; its process may still be unknown."""
    row = {"host": platform.node(), "heartbeat": time.time(), **values}
    key = connection.execute(tables.workers.insert().values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _this_process() -> dict[str, Any]:
    """Say which process this is."""
    process = psutil.Process()
    return {
        "host": platform.node(),
        "pid": process.pid,
        "process_started": process.create_time(),
        "heartbeat": time.time(),
    }


def _is_process(pid: int, started: float | None) -> bool:
    """Whether this very process still runs, and not another one that was given its number."""
    try:
        process = psutil.Process(pid)
        same = started is None or abs(process.create_time() - started) < 2.0
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _detached() -> dict[str, Any]:
    """Return what lets a process outlive its parent and its terminal."""
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True}


def _reap() -> None:
    """Forget children that ended, so that none stays a zombie."""
    _children[:] = [child for child in _children if child.poll() is None]
