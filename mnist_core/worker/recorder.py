"""From a trainer's events to the store, and all that must not be lost of a run: its record, checkpoints and network.

Training makes thousands of events a second; each costs one append here, and what has gathered is written a few times
a second. A store that cannot be written for a while, or a full disk, never ends a training: what was measured is held
back, the run says what is wrong, and the next attempt follows.
"""

import threading
import time
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import CheckpointError, MnistCoreError, NetworkFileError, StoreUnavailableError
from mnist_core.evaluation.report import evaluate
from mnist_core.files.checkpoint import Checkpoint, remove_checkpoints, save_checkpoint
from mnist_core.files.notice import prepare_notice, remove_notice, write_notice
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.measurements import Measurements
from mnist_core.store.pin_readings import PinReading
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.events import BatchEnd, EpochEnd, Event, Insight, SettingChanged
from mnist_core.training.trainer import Trainer
from mnist_core.worker.pace import Rhythm
from mnist_core.worker.patience import PATIENCE_SECONDS, Patience, say
from mnist_core.worker.progress_columns import ProgressColumns

HEARTBEAT_SECONDS = 5.0
LAST_ATTEMPTS = 5
"""How often a worker that must leave still tries to write."""


class Recorder:
    """Writes one run's record and files.

    Parameters
    ----------
    store : RunStore
    run : Run
        Its progress so far is carried on.
    trainer : Trainer
        What checkpoints are taken of.
    worker_id : int
        The worker that holds the run, and whose sign of life goes with the writes.
    leave : threading.Event
        Ends the wait for a store that cannot be written.
    rhythm : Rhythm

    Attributes
    ----------
    obeyed : int
        The last command whose effect is recorded; it is forgotten with the next write.
    saved_step : int
        The step of the last checkpoint.
    """

    def __init__(
        self, store: RunStore, run: Run, trainer: Trainer, *, worker_id: int, leave: threading.Event, rhythm: Rhythm
    ) -> None:
        self.obeyed = 0
        self.saved_step = run.step
        self._store = store
        self._run = run
        self._trainer = trainer
        self._worker_id = worker_id
        self._leave = leave
        self._rhythm = rhythm
        self._folder = store.runs.folder(run.id)
        self._gathered = Measurements()
        self._progress = ProgressColumns(run)
        self._forgotten = 0
        self._next_heartbeat = 0.0
        self._next_write = self._next_save = time.monotonic() + rhythm.checkpoint
        self._save_failed = self._has_notice = self._is_unsure = False
        self._is_flushed = True
        self._epochs = store.history.epochs(run.id) if run.step else []
        prepare_notice(self._folder)

    def add(self, event: Event) -> None:
        """Keep an event for the next write."""
        match event:
            case BatchEnd():
                self._gathered.steps.append(event)
            case EpochEnd():
                self._gathered.epochs.append(event)
                self._epochs.append(event)
                self.note(**self._progress.of_epoch(event))
            case Insight():
                self._gathered.insights.append(event)
            case SettingChanged():
                self._gathered.changes.append(event)

    def add_first_layer(self, step: int, weights: npt.NDArray[np.floating[Any]]) -> None:
        """Keep a view of the first layer for the next write."""
        self._gathered.first_layer = (step, weights)

    def add_pin_reading(self, reading: PinReading) -> None:
        """Keep what was answered to the pinned digits for the next write."""
        self._gathered.pin_readings.append(reading)

    def note(self, **columns: Any) -> None:
        """Set columns of the run with the next write."""
        self._gathered.columns |= columns

    def rest(self) -> None:
        """Do not count the time until the next step as training."""
        self._progress.rest()

    def write_if_due(self, now: float) -> bool:
        """Write a few times a second, and return whether it was time to."""
        if now < self._next_write:
            return False
        self.write()
        return True

    def write(self, *, durable: bool = False) -> bool:
        """Write what has gathered; if the store cannot be reached, say so and try again a little later.

        Parameters
        ----------
        durable : bool, default False
            Whether it must outlast a power cut, with all that was written before.

        Raises
        ------
        RunTaken
            If another worker holds the run by now; nothing was written.
        """
        now = time.monotonic()
        self._next_write = now + self._rhythm.write
        try:
            self._write(now, durable=durable)
        except StoreUnavailableError as error:
            self._is_unsure = True
            self.log(error)
            self._next_write = now + self._rhythm.retry
            return False
        if self._has_notice:
            self._has_notice = False
            write_notice(self._folder, "")
        return True

    def save_if_due(self, now: float, *, at_once: bool = False) -> bool:
        """Save at the end of an epoch, unless the last time was a moment ago; return whether anything was written."""
        if now < self._next_save and not at_once:
            return self.write_if_due(now)
        self.save()
        return True

    def save(self) -> None:
        """Write what was measured, and then a checkpoint, so that the record never knows less than the checkpoint."""
        step = self._trainer.step
        self._next_save = time.monotonic() + self._rhythm.checkpoint
        if not self.write(durable=True) or step in (0, self.saved_step):
            return
        network = self._trainer.evaluation_network()
        epoch, owner = -(-step // self._run.steps_per_epoch), self._run.identity or ""
        checkpoint = Checkpoint(epoch, step, self._trainer.state(), network, tuple(self._epochs), owner)
        try:
            save_checkpoint(self._folder, checkpoint, still_wanted=self._check_holder)
        except (CheckpointError, StoreUnavailableError) as error:
            self.log(error)
            self._save_failed = True
            self.note(message=str(error))
            return
        if self._save_failed:
            self._save_failed = False
            self.note(message="")
        self.saved_step = step
        self.note(has_checkpoint=True)

    def stop(self, test: ImageSet | None) -> None:
        """Keep what has been learned so far, and measure it if there are test images."""
        self.save()
        self._measure(self._trainer.evaluation_network(), test)
        self.end(RunStatus.STOPPED)

    def finish(self, test: ImageSet | None, epoch: int, *, keep_state: bool = False) -> None:
        """Keep and measure what was learned until this epoch, and `keep_state` where the run may be continued."""
        network, other = self._trainer.network, self._trainer.best_network()
        self._measure(network, test)
        patiently, keep = Patience(self._leave, self._rhythm.retry), self._store.best_epoch.keep
        try:
            patiently(keep, self._run.id, network, epoch, other, held_by=self._worker_id)
        except (NetworkFileError, StoreUnavailableError) as error:
            return self.end(RunStatus.INTERRUPTED, message=f"{error}; mend that and resume the run")
        self.end(RunStatus.FINISHED, has_checkpoint=True)
        remove_checkpoints(self._folder, but_step=self.saved_step if keep_state else None)
        if keep_state:
            try:
                self._store.continuations.thin()
            except StoreUnavailableError as error:
                say(f"run {self._run.id}: {error}")

    def end(self, status: RunStatus, **columns: Any) -> None:
        """Let the run go with this status; a store that cannot be written now gets an hour to recover."""
        if status.is_over:
            columns |= {"finished_at": time.time()}
        self.note(status=status, worker_id=None, **columns)
        limit = time.monotonic() + PATIENCE_SECONDS
        for attempt in count(1):
            if self.write(durable=True):
                break
            if time.monotonic() > limit or (self._leave.is_set() and attempt >= LAST_ATTEMPTS):
                self._write(time.monotonic(), durable=True)
                break
            self._leave.wait(self._rhythm.retry)
        remove_notice(self._folder)

    def log(self, error: MnistCoreError) -> None:
        """Say what went wrong, in the worker's log and where pages read it though the database may hold nothing."""
        say(f"run {self._run.id}: {error}")
        write_notice(self._folder, str(error))
        self._has_notice = True

    def _check_holder(self) -> None:
        """Raise a RunTaken if the run is no longer this worker's."""
        self._store.runs.check_holder(self._run.id, self._worker_id)

    def _write(self, now: float, *, durable: bool) -> None:
        """Write what has gathered, all of it or nothing; what the store refuses is kept."""
        knows_time = "train_seconds" in self._gathered.columns
        columns = self._progress.of_steps(self._gathered.steps, now, knows_time=knows_time) | self._gathered.columns
        obeyed = self.obeyed if self.obeyed != self._forgotten else None
        beat = now >= self._next_heartbeat
        if not columns and obeyed is None and not beat and (self._is_flushed or not durable):
            return
        measured = replace(self._gathered, columns=columns)
        options: dict[str, Any] = {"obeyed": obeyed, "beat": beat, "durable": durable, "again": self._is_unsure}
        self._store.history.write(self._run.id, measured, held_by=self._worker_id, **options)
        self._is_flushed = durable
        self._is_unsure = False
        self._gathered = Measurements()
        self._forgotten = self.obeyed
        if beat:
            self._next_heartbeat = now + HEARTBEAT_SECONDS

    def _measure(self, network: NeuralNetwork, test: ImageSet | None) -> None:
        """Measure a network on all test images, if there are any for it."""
        if test is None:
            return
        self.write()
        result = evaluate(network, test)
        self.note(test_accuracy=result.accuracy, test_loss=result.loss)
        self.write()
