"""The process that does a job: start it beside this one, and tell when it began."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from mnist_core.store.database import PROJECT, Database
from mnist_core.store.worker_process import detached
from mnist_core.threads import THREAD_VARIABLES, threads_per_worker

LOG = "log.txt"
"""File of a job's folder that its process's messages go to."""

StartJob = Callable[[Database, Path], int | None]
"""Starts the process that does the job of this folder, and returns its process number where it knows it."""

_children: list[subprocess.Popen[bytes]] = []


def start_job(database: Database, folder: Path) -> int:
    """Start the process of one job, detached from this one, and return its process number."""
    environment = os.environ | dict.fromkeys(THREAD_VARIABLES, str(threads_per_worker(1)))
    environment |= {"MNIST_RUNS_DIR": str(database.folder), "MNIST_RUNS_URL": database.url, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "mnist_core.jobs", folder.name]
    with (folder / LOG).open("ab") as out:
        child = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **detached()
        )
    _children.append(child)
    return child.pid


def reap_jobs() -> None:
    """Forget processes that ended, so that none stays a zombie."""
    _children[:] = [child for child in _children if child.poll() is None]


def process_start(pid: int) -> float | None:
    """Return when a process started, or None if it has ended already."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return None
