"""One run in the hands of a worker, from the queue to its end.

The session pulls events out of the trainer and does everything else by the clock: it writes, looks for commands and
asks for insights a few times a second, however fast the steps come. Pause is not to pull; stop is to close.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from mnist_core.data.dataset import Dataset
from mnist_core.errors import CheckpointError, ConfigurationError, MnistCoreError, NetworkFileError, StoreError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.runs.checkpoint import Checkpoint, latest_checkpoint, remove_checkpoints, save_checkpoint
from mnist_core.runs.live_changes import LiveChanges
from mnist_core.runs.pace import Pace
from mnist_core.runs.recorder import Recorder
from mnist_core.runs.run import Run, RunStatus, step_count
from mnist_core.runs.store import RunStore
from mnist_core.training.events import BatchEnd, EpochEnd, Event, FitEnd, Insight, SettingChanged
from mnist_core.training.trainer import Trainer

WRITE_SECONDS = 0.25
POLL_SECONDS = 0.1
SAVE_SECONDS = 0.25
"""Epochs shorter than this share a checkpoint."""

INSIGHT_SECONDS = 1.0
RETRY_SECONDS = 2.0
FINAL_ATTEMPTS = 30
RELEASE_SECONDS = 600.0
"""After so long a pause the worker lets the run go; its checkpoint brings it back."""


class Session:
    """Trains one claimed run.

    Parameters
    ----------
    store : RunStore
    run : Run
        A run that `RunStore.claim` gave to this worker.
    data : Dataset
    worker_id : int
    leave : threading.Event
        Set when the process must end: the run is then left behind, whole and ready to go on.

    Raises
    ------
    CheckpointError
        If the run has checkpoints but none of them is whole.
    """

    def __init__(self, store: RunStore, run: Run, data: Dataset, *, worker_id: int, leave: threading.Event) -> None:
        self._store = store
        self._id = run.id
        self._data = data
        self._leave = leave
        self._folder = store.run_folder(run.id)
        self._trainer = Trainer(run.config)
        checkpoint, message = latest_checkpoint(self._folder, up_to_step=run.step)
        if checkpoint is not None:
            self._trainer.load_state(checkpoint.state)
        self._steps_per_epoch = step_count(run.config, len(data.train))
        store.rewind(
            run.id,
            epoch=-(-self._trainer.step // self._steps_per_epoch),
            step=self._trainer.step,
            steps_per_epoch=self._steps_per_epoch,
            message=message,
        )
        self._recorder = Recorder(store, store.get(run.id), worker_id)
        self._pace = Pace()
        self._changes = LiveChanges(self._trainer, store.changes(run.id))
        self._last_command = 0
        self._saved_step = self._trainer.step
        self._measuring = False
        self._more_of_this_step = False
        self._next_write = self._next_insight = self._last_save = self._last_step = 0.0

    def train(self) -> None:
        """Train until the run ends, is given back to the queue, or the process must leave."""
        try:
            with closing(self._trainer.fit(self._data.train)) as events:  # type: ignore[type-var]
                self._pull(events)
        except StoreError:
            raise
        except MnistCoreError as error:
            self._end(RunStatus.FAILED, message=str(error))

    def _pull(self, events: Iterator[Event]) -> None:
        """Pull events for as long as nothing says otherwise."""
        self._look_for_commands()
        while True:
            if not self._more_of_this_step:
                if self._leave.is_set():
                    self._save()
                    return self._end(RunStatus.INTERRUPTED)
                if self._pace.stopped:
                    return self._stop()
                if self._pace.paused:
                    if not self._wait_paused():
                        return None
                    continue
                if self._wait_in_slow_motion():
                    continue
                self._changes.replay()
            event = next(events)
            if isinstance(event, FitEnd):
                return self._finish()
            self._take(event)

    def _take(self, event: Event) -> None:
        """Record an event; write, look for commands and ask for an insight when it is time."""
        now = time.monotonic()
        ends_epoch = self._trainer.step % self._steps_per_epoch == 0
        self._more_of_this_step = False
        self._pace.count(event)
        match event:
            case BatchEnd():
                self._last_step = now
                self._more_of_this_step = self._measuring or ends_epoch
            case Insight():
                self._measuring = False
                self._more_of_this_step = ends_epoch
                weights = self._trainer.network.named_parameters()["dense1.weight"]
                self._recorder.add_first_layer(event.step, weights)
            case SettingChanged():
                if not self._changes.confirm(event):
                    return
        self._recorder.add(event)
        if isinstance(event, EpochEnd) and now - self._last_save >= SAVE_SECONDS:
            self._save()
        elif now >= self._next_write:
            self._write()
            self._look_for_commands()
        if now >= self._next_insight:
            self._measure_next_step(now)

    def _measure_next_step(self, now: float) -> None:
        """Ask for a look inside the network."""
        self._trainer.measure_next_step()
        self._measuring = True
        self._next_insight = now + INSIGHT_SECONDS

    def _look_for_commands(self) -> None:
        """Obey what a person asked since the last look."""
        try:
            found = self._store.waiting_commands(self._id, after_id=self._last_command)
        except StoreError as error:
            return self._log(error)
        for command in found:
            self._last_command = command.id
            try:
                (self._changes if command.kind == "change" else self._pace).obey(command)
            except ConfigurationError as error:
                self._recorder.note(message=str(error))
            if command.kind == "step":
                self._measure_next_step(time.monotonic())
        return None

    def _wait_in_slow_motion(self) -> bool:
        """Wait a moment if the next step is not due yet, and return whether that was so."""
        delay = self._pace.seconds_until_next(time.monotonic() - self._last_step)
        if delay <= 0:
            return False
        self._leave.wait(min(delay, POLL_SECONDS))
        if time.monotonic() >= self._next_write:
            self._write()
            self._look_for_commands()
        return True

    def _wait_paused(self) -> bool:
        """Wait while the run is paused; return False if it was given back to the queue or to its checkpoint."""
        self._recorder.rest()
        self._recorder.note(status=RunStatus.PAUSED)
        self._save()
        try:
            self._store.ensure_workers()  # for the runs that wait behind this one
        except StoreError as error:
            self._log(error)
        release = time.monotonic() + RELEASE_SECONDS
        while self._pace.paused and not self._pace.stopped and not self._leave.wait(POLL_SECONDS):
            self._look_for_commands()
            self._write()
            if time.monotonic() > release and self._saved_step == self._trainer.step:
                self._end(RunStatus.PAUSED)
                return False
        if self._pace.stopped or self._leave.is_set():
            return True
        if self._pace.is_stepping:
            self._recorder.note(status=RunStatus.RUNNING)
            return True
        return self._store.try_running(self._id)

    def _stop(self) -> None:
        """Keep and measure what has been learned so far."""
        self._save()
        self._measure_on_test_images(self._trainer.evaluation_network())
        self._end(RunStatus.STOPPED)

    def _finish(self) -> None:
        """Keep and measure what was learned."""
        network = self._trainer.network
        self._write()
        self._measure_on_test_images(network)
        try:
            self._store.keep_network(self._id, network)
        except NetworkFileError as error:
            return self._end(RunStatus.INTERRUPTED, message=f"{error}; free some space and resume the run")
        self._recorder.note(has_checkpoint=True)
        self._end(RunStatus.FINISHED)
        remove_checkpoints(self._folder)
        return None

    def _end(self, status: RunStatus, **columns: Any) -> None:
        """Let the run go with this status; a store that cannot be written now gets some time to recover."""
        if status.is_over:
            columns |= {"finished_at": time.time()}
        self._recorder.note(status=status, worker_id=None, **columns)
        for _ in range(FINAL_ATTEMPTS):
            if self._write():
                break
            self._leave.wait(RETRY_SECONDS)
        else:
            self._recorder.write()
        if status in (RunStatus.FINISHED, RunStatus.STOPPED, RunStatus.FAILED):
            self._store.discard_commands(self._id)

    def _write(self) -> bool:
        """Write what has gathered; if the store refuses, say so in the log and try again a little later."""
        now = time.monotonic()
        self._next_write = now + WRITE_SECONDS
        try:
            self._recorder.write(obeyed=self._changes.last_settled(self._last_command))
        except StoreError as error:
            self._log(error)
            self._next_write = now + RETRY_SECONDS
            return False
        return True

    def _save(self) -> None:
        """Write what was measured, and then a checkpoint, so that one never knows less than the other."""
        step = self._trainer.step
        self._last_save = time.monotonic()
        if not self._write() or step in (0, self._saved_step):
            return
        network = self._trainer.evaluation_network()
        epoch = -(-step // self._steps_per_epoch)
        try:
            save_checkpoint(self._folder, Checkpoint(epoch, step, self._trainer.state(), network))
        except CheckpointError as error:
            self._log(error)
            self._recorder.note(message=str(error))
        else:
            self._saved_step = step
            self._recorder.note(has_checkpoint=True)

    def _measure_on_test_images(self, network: NeuralNetwork) -> None:
        """Measure a network on all test images."""
        from mnist_core.evaluation.report import evaluate  # brings scikit-learn, which takes a second to import

        result = evaluate(network, self._data.test)
        self._recorder.note(test_accuracy=result.accuracy, test_loss=result.loss)
        self._write()

    def _log(self, error: MnistCoreError) -> None:
        """Say in the worker's log what went wrong."""
        print(f"run {self._id}: {error}", file=sys.stderr)
