"""From a trainer's events to rows of the store, a few times a second.

Training makes thousands of events a second; each costs one append here. What has gathered is written in one
transaction. If the store cannot be written for a while, nothing is lost: it is kept and written with the next.
"""

import time
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from mnist_core.store import commands, history, tables
from mnist_core.store.run import Run
from mnist_core.store.store import RunStore
from mnist_core.training.events import BatchEnd, EpochEnd, Event, Insight, SettingChanged

HEARTBEAT_SECONDS = 5.0


class RunTaken(Exception):  # noqa: N818 - not an error of the user's, and caught by the worker
    """The run is no longer this worker's: it was taken for dead, or the run was removed."""


class Recorder:
    """Gathers one run's events and writes them.

    Parameters
    ----------
    store : RunStore
    run : Run
        Its progress so far is carried on.
    worker_id : int
        The worker whose sign of life goes with the writes.
    """

    def __init__(self, store: RunStore, run: Run, worker_id: int) -> None:
        self._store = store
        self._run_id = run.id
        self._worker_id = worker_id
        self._batch_size = run.config.batch_size
        self._steps: list[BatchEnd] = []
        self._epochs: list[EpochEnd] = []
        self._insights: list[Insight] = []
        self._changes: list[SettingChanged] = []
        self._first_layer: tuple[int, npt.NDArray[np.floating[Any]]] | None = None
        self._columns: dict[str, Any] = {}
        self._best = run.best_validation_accuracy
        self._seconds_of_epochs = run.train_seconds
        self._seconds_of_steps = 0.0
        self._rate_from: tuple[float, int] | None = None
        self._next_heartbeat = 0.0
        self._obeyed = 0

    def add(self, event: Event) -> None:
        """Keep an event for the next write."""
        match event:
            case BatchEnd():
                self._steps.append(event)
            case EpochEnd():
                self._epochs.append(event)
                self._note_epoch(event)
            case Insight():
                self._insights.append(event)
            case SettingChanged():
                self._changes.append(event)

    def add_first_layer(self, step: int, weights: npt.NDArray[np.floating[Any]]) -> None:
        """Keep a view of the first layer for the next write."""
        self._first_layer = (step, weights)

    def note(self, **columns: Any) -> None:
        """Set columns of the run with the next write."""
        self._columns |= columns

    def write(self, *, obeyed: int = 0) -> None:
        """Write what has gathered, all of it or nothing.

        Parameters
        ----------
        obeyed : int
            The last command that was obeyed; it and those before it are removed with this write.

        Raises
        ------
        StoreError
            If the store cannot be written now; what has gathered is kept.
        RunTaken
            If another worker holds the run by now; nothing was written.
        """
        now = time.monotonic()
        columns = self._progress(now) | self._columns
        if not columns and obeyed == self._obeyed and now < self._next_heartbeat:
            return
        with self._store.writing() as connection:
            history.write_steps(connection, self._run_id, self._steps)
            history.write_epochs(connection, self._run_id, self._epochs)
            history.write_insights(connection, self._run_id, self._insights)
            for change in self._changes:
                history.write_change(connection, self._run_id, change)
            if self._first_layer is not None:
                history.write_first_layer(connection, self._run_id, *self._first_layer)
            if columns:
                self._update_run(connection, columns)
            if obeyed != self._obeyed:
                commands.discard(connection, self._run_id, up_to_id=obeyed)
            if now >= self._next_heartbeat:
                workers = tables.workers
                beat = workers.update().where(workers.c.id == self._worker_id).values(heartbeat=time.time())
                connection.execute(beat)
                self._next_heartbeat = now + HEARTBEAT_SECONDS
        for gathered in (self._steps, self._epochs, self._insights, self._changes):
            gathered.clear()
        self._first_layer = None
        self._columns = {}
        self._obeyed = obeyed

    def rest(self) -> None:
        """Do not count the time until the next step as training."""
        self._rate_from = None

    def _update_run(self, connection: sa.Connection, columns: dict[str, Any]) -> None:
        """Set columns of the run, which must still be this worker's."""
        table = tables.runs
        mine = (table.c.id == self._run_id) & (table.c.worker_id == self._worker_id)
        if not connection.execute(table.update().where(mine).values(**columns)).rowcount:
            raise RunTaken(f"run {self._run_id} is no longer held by worker {self._worker_id}")

    def _note_epoch(self, event: EpochEnd) -> None:
        """Set the columns that an epoch's end decides."""
        self._seconds_of_epochs += event.train_seconds
        self._seconds_of_steps = 0.0
        accuracy = event.validation_accuracy
        if accuracy is not None and (self._best is None or accuracy > self._best):
            self._best = accuracy
        self.note(
            train_loss=event.train_loss,
            train_accuracy=event.train_accuracy,
            validation_loss=event.validation_loss,
            validation_accuracy=accuracy,
            best_validation_accuracy=self._best,
            train_seconds=self._seconds_of_epochs,
        )
        if event.train_seconds > 0:
            self.note(images_per_second=event.images / event.train_seconds)

    def _progress(self, now: float) -> dict[str, Any]:
        """Return the columns that follow from the last step: position, time, and speed."""
        if not self._steps:
            return {}
        last = self._steps[-1]
        columns: dict[str, Any] = {"epoch": last.epoch, "step": last.step}
        if self._rate_from is not None and "train_seconds" not in self._columns:  # an epoch's end knows them exactly
            then, step = self._rate_from
            self._seconds_of_steps += now - then
            columns["train_seconds"] = self._seconds_of_epochs + self._seconds_of_steps
            columns["images_per_second"] = (last.step - step) * self._batch_size / (now - then)
        self._rate_from = (now, last.step)
        return columns
