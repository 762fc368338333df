"""A worker as a process of this machine: start it, tell whether it is alive, say which one this is.

A worker runs in a session of its own, so that it outlives the server that started it. A process number alone does not
say who it is, because the system gives numbers out again: the moment at which the process started belongs to its name.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from mnist_core.files.durable import make_folder
from mnist_core.store.database import PROJECT, Database, private
from mnist_core.store.retention import KEPT_LOGS
from mnist_core.threads import THREAD_VARIABLES

STALE_SECONDS = 60.0
"""A worker on another machine that was not heard of while one listened for so long is taken to be dead."""

STARTING_SECONDS = 30.0
"""How long a worker that was just started may take to say which process it is."""

FRESH_SECONDS = 15.0
"""A process with the right number that was heard of so lately is the worker, whenever it seems to have started."""

_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Worker:
    """A worker process as the store knows it.

    Attributes
    ----------
    run_id : int or None
        None while it is idle.
    silent : float or None
        Seconds for which this process has seen no new heartbeat; None if it has not looked before.
    """

    id: int
    host: str
    pid: int | None
    process_started: float | None
    heartbeat: float
    run_id: int | None
    silent: float | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the process still exists, or, on another machine, was heard of lately."""
        if self.host != platform.node():
            return (self.silent or 0.0) < STALE_SECONDS
        age = time.time() - self.heartbeat  # by this machine's own clock, which somebody may have set
        if self.pid is None:
            return max(age, self.silent or 0.0) < STARTING_SECONDS
        is_known = min(age, age if self.silent is None else self.silent) < FRESH_SECONDS
        return is_process(self.pid, None if is_known else self.process_started)  # its start moves with the clock


def start_process(database: Database, worker_id: int, threads: int) -> int:
    """Start one worker process, detached from this one, and return its process number."""
    log = log_path(database, worker_id)
    return start_detached(database, ["mnist_core.worker", "--id", str(worker_id)], log=log.name, threads=threads)


def start_detached(database: Database, arguments: Sequence[str], *, log: str, threads: int) -> int:
    """Start `python -m` with these arguments on this store, detached from this process; return its process number.

    Parameters
    ----------
    database : Database
    arguments : sequence of str
        The module first.
    log : str
        Name of the file that its messages go to; of each kind the newest are kept.
    threads : int
        How many a matrix product may use.
    """
    environment = os.environ | dict.fromkeys(THREAD_VARIABLES, str(threads))
    environment |= {"MNIST_RUNS_DIR": str(database.folder), "MNIST_RUNS_URL": database.url, "PYTHONUNBUFFERED": "1"}
    path = database.folder / "logs" / log
    make_folder(path.parent)
    for old in sorted(path.parent.glob(f"{log.split('-')[0]}-*.log"))[: 1 - KEPT_LOGS]:
        old.unlink(missing_ok=True)
    with open(path, "ab", opener=private) as out:
        child = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            **detached(),
        )
    _children.append(child)
    return child.pid


def log_path(database: Database, worker_id: int) -> Path:
    """Return the file that a worker's messages go to."""
    return database.folder / "logs" / f"worker-{worker_id:06d}.log"


def last_words(log: Path) -> str:
    """Return the last line of a worker's log."""
    try:
        lines = log.read_text(errors="replace").split("\n")
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), f"it left no message in {log}")


def this_process() -> dict[str, Any]:
    """Say which process this is."""
    process = psutil.Process()
    return {
        "host": platform.node(),
        "pid": process.pid,
        "process_started": process.create_time(),
        "heartbeat": time.time(),
    }


def is_process(pid: int, started: float | None) -> bool:
    """Whether this very process still runs, and not another one that was given its number."""
    try:
        process = psutil.Process(pid)
        same = started is None or abs(process.create_time() - started) < 2.0
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def detached() -> dict[str, Any]:
    """Return what lets a process outlive its parent and its terminal."""
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True}


def reap() -> None:
    """Forget children that ended, so that none stays a zombie."""
    _children[:] = [child for child in _children if child.poll() is None]
