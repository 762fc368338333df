"""Server, workers and tuner of one store as true processes that a test can kill at any instruction.

Each is what its module is, on images small enough for a test, and starts in milliseconds, because it is forked from a
process that has imported everything. A process that wants another one started leaves a note, and the test starts it.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from mnist_core.store.store import RunStore
from mnist_core.store.study import TunerReplaced
from mnist_core.tuning import sampling
from mnist_core.tuning.tuner import Tuner
from mnist_core.worker.__main__ import work
from mnist_core.worker.pace import Rhythm
from tests.worker.training_child import small_dataset

sampling.load_optuna()

CARE_SECONDS = 0.1


class Household:
    """The processes of one store.

    Parameters
    ----------
    folder : Path
        The store's.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._notes = folder / "notes"
        self._notes.mkdir(parents=True)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._lives: dict[str, BaseProcess] = {}

    def start(self, name: str) -> None:
        """Start "server", "worker-NUMBER" or "tuner-STUDY-CLAIM"."""
        role, *numbers = name.split("-")
        target: Callable[..., None] = {"server": care, "worker": train, "tuner": tune}[role]
        process = self._context.Process(target=target, args=(self.folder, *map(int, numbers)), daemon=True)
        process.start()
        self._lives[name] = process

    def do_what_is_noted(self) -> None:
        """Start what processes asked for, and the server where it is missing."""
        for note in sorted(self._notes.iterdir()):
            note.unlink()
            self.start(note.name)
        if not self.alive("server"):
            self.start("server")

    def alive(self, role: str) -> list[str]:
        """Return the names of the processes of a role that live."""
        self._lives = {name: process for name, process in self._lives.items() if process.is_alive()}
        return [name for name in self._lives if name.startswith(role)]

    def kill(self, name: str) -> None:
        """Kill a process, without a warning."""
        self._lives[name].kill()
        self._lives[name].join()

    def end(self) -> None:
        """Kill them all."""
        for process in self._lives.values():
            process.kill()
            process.join()
            process.close()


def open_store(folder: Path) -> RunStore:
    """Open the store so that what must be started is noted."""

    def note(name: str) -> None:
        (folder / "notes" / name).touch()

    return RunStore(
        folder=folder,
        start_worker=lambda _database, number, _threads: note(f"worker-{number}"),
        start_tuner=lambda _database, study_id, claim: note(f"tuner-{study_id}-{claim}"),
    )


def care(folder: Path) -> None:
    """Do what the server's caretaker does."""
    store = open_store(folder)
    while True:
        store.workers.ensure()
        store.tuners.ensure()
        time.sleep(CARE_SECONDS)


def train(folder: Path, worker_id: int) -> None:
    """Work through the queue."""
    store = open_store(folder)
    worker_id = store.workers.register(worker_id)
    leave, rhythm = threading.Event(), Rhythm(write=0.1)
    work(store, worker_id, linger=60.0, leave=leave, load=lambda _data: small_dataset(), rhythm=rhythm)


def tune(folder: Path, study_id: int, claim: int) -> None:
    """Search until the study is over."""
    store = open_store(folder)
    try:
        store.tuners.register(study_id, claim)
        Tuner(store, study_id, claim, load=small_dataset).work(threading.Event())
        store.tuners.release(study_id, claim)
    except TunerReplaced:
        os._exit(0)
