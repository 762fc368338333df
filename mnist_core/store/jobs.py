"""Computations of minutes that train nothing: asked for by a page, done by a process of their own, kept as files.

A page's script must answer at once, and a person may leave the page while the work goes on. So a job is a folder: what
is asked stands in it, a process (`python -m mnist_core.jobs`) writes how far it has come, and at last the result. Its
name is a digest of what is asked, so the same question about the same network is answered once.
"""

import json
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from mnist_core.errors import UNPACKING_ERRORS, StoreError
from mnist_core.files.durable import make_folder
from mnist_core.store.database import Database
from mnist_core.store.job import Job, JobState, job_key
from mnist_core.store.job_process import LOG, StartJob, process_start, reap_jobs, start_job
from mnist_core.store.worker_process import STARTING_SECONDS, is_process, last_words

KEPT = 60
"""Jobs whose results stay; the ones that were looked at longest ago go first."""

REQUEST, PROGRESS, RESULT = "request.json", "progress.json", "result.npz"
FAILURE, PROCESS = "failure.txt", "process.json"
"""Files of a job's folder."""

Arrays = dict[str, NDArray[Any]]


class Jobs:
    """The part of the run store that has things computed beside the page.

    Parameters
    ----------
    database : Database
    start : callable
        What starts a job's process: `start_job`, or in a test something that only takes note.
    """

    def __init__(self, database: Database, start: StartJob = start_job) -> None:
        self._database = database
        self._start = start

    @property
    def _root(self) -> Path:
        return self._database.folder / "jobs"

    def folder(self, key: str) -> Path:
        """Return the folder of a job; it need not exist."""
        if not key.replace("-", "").isalnum():
            raise StoreError(f"a job's key must be letters, digits and hyphens, got {key!r:.60}")
        return self._root / key

    def look(self, key: str) -> Job:
        """Return where a job stands."""
        folder = self.folder(key)
        if (folder / RESULT).exists():
            return Job(key, JobState.DONE, 1.0)
        if (folder / FAILURE).exists():
            return Job(key, JobState.FAILED, doing=_text(folder / FAILURE))
        if not (folder / REQUEST).exists():
            return Job(key, JobState.ABSENT)
        reap_jobs()
        if not _is_alive(folder):
            if (folder / RESULT).exists():  # it ended just now
                return Job(key, JobState.DONE, 1.0)
            return Job(key, JobState.FAILED, doing=f"the computation ended before it was done: {_last(folder)}")
        progress = read_json(folder / PROGRESS)
        return Job(key, JobState.RUNNING, float(progress.get("done", 0)), str(progress.get("doing", "")))

    def start(self, kind: str, subject: Mapping[str, Any], how: Mapping[str, Any] | None = None) -> Job:
        """Have something computed, unless that is being done or was done already.

        Parameters
        ----------
        kind : str
            Which computation, as `mnist_core.jobs.kinds` names them.
        subject : mapping
            What the result depends on, JSON-able; the job's key is its digest.
        how : mapping, optional
            What is needed for it besides, such as the numbers of the runs; the result does not depend on it.

        Raises
        ------
        StoreError
            If the folder cannot be written or no process can be started.
        """
        key = job_key(kind, subject)
        job = self.look(key)
        if job.state in (JobState.RUNNING, JobState.DONE):
            return job
        folder = self.folder(key)
        try:
            shutil.rmtree(folder, ignore_errors=True)
            self._sweep()
            make_folder(folder)
            write_json(folder / REQUEST, {"kind": kind, "subject": dict(subject), "how": dict(how or {})})
            pid = self._start(self._database, folder)
            if pid is not None:
                write_json(folder / PROCESS, {"pid": pid, "started": process_start(pid)})
        except OSError as error:
            raise StoreError(f"the computation cannot be started: {error.strerror or error}") from error
        return self.look(key)

    def result(self, key: str) -> Arrays:
        """Return what a finished job computed.

        Raises
        ------
        StoreError
            If it has no result, or that is damaged.
        """
        path = self.folder(key) / RESULT
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            os.utime(path.parent)
        except UNPACKING_ERRORS as error:
            raise StoreError("the result of this computation cannot be read; compute it again") from error
        return arrays

    def forget(self, key: str) -> None:
        """Stop a job if it runs, and remove what it left."""
        folder = self.folder(key)
        process = read_json(folder / PROCESS)
        if process and _is_alive(folder):
            try:
                psutil.Process(int(process["pid"])).kill()
            except psutil.Error:
                pass  # it ended just now
        shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove the oldest results."""
        folders = sorted((path for path in self._root.glob("*") if path.is_dir()), key=_changed, reverse=True)
        for folder in folders[KEPT - 1 :]:
            if self.look(folder.name).state is not JobState.RUNNING:
                shutil.rmtree(folder, ignore_errors=True)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a small file so that whoever reads it meanwhile finds the old one or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(value))
    temporary.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Return what a small file says; nothing where it is absent or damaged."""
    try:
        value = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip() or "it left no message"
    except OSError:
        return "it left no message"


def _last(folder: Path) -> str:
    """Return the last line of a job's log."""
    return last_words(folder / LOG)


def _is_alive(folder: Path) -> bool:
    """Whether a job's process still runs, or was asked for so lately that nobody has said yet which one it is."""
    process = read_json(folder / PROCESS)
    if process:
        return is_process(int(process["pid"]), process["started"])
    return time.time() - _changed(folder / REQUEST) < STARTING_SECONDS


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
