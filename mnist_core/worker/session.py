"""One run in the hands of a worker, from the queue to its end.

The session pulls events out of the trainer and does everything else by the clock: it writes, looks for commands and
asks for insights a few times a second, however fast the steps come. Pause is not to pull; stop is to close.
"""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from mnist_core.data.dataset import Dataset
from mnist_core.errors import ConfigurationError, MnistCoreError, StoreError, StoreGoneError, StoreUnavailableError
from mnist_core.files.durable import remove_leftovers
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.events import BatchEnd, EpochEnd, Event, FitEnd, Insight, SettingChanged
from mnist_core.worker.live_changes import LiveChanges
from mnist_core.worker.material import Material
from mnist_core.worker.moments import Moments
from mnist_core.worker.pace import RHYTHM, InsightPace, Pace, Rhythm
from mnist_core.worker.patience import Patience
from mnist_core.worker.recorder import HEARTBEAT_SECONDS, Recorder
from mnist_core.worker.starting_point import starting_point


class Session:
    """Trains one claimed run.

    Parameters
    ----------
    store : RunStore
    run : Run
        A run that `store.queue.claim` gave to this worker.
    data : Dataset
    worker_id : int
    leave : threading.Event
        Set when the process must end: the run is then left behind, whole and ready to go on.
    rhythm : Rhythm
    make_material : callable, default Material
        What makes the network and the images of the run from its folder.

    Raises
    ------
    CheckpointError
        If the run has kept checkpoints but none of them can be used.
    NetworkFileError
        If the run is a lesson and its files are damaged.
    RunTaken
        If the worker does not hold the run; nothing was changed.
    """

    def __init__(
        self,
        store: RunStore,
        run: Run,
        data: Dataset,
        *,
        worker_id: int,
        leave: threading.Event,
        rhythm: Rhythm = RHYTHM,
        make_material: Callable[..., Material] = Material,
    ) -> None:
        self._store = store
        self._run_id = run.id
        self._worker_id = worker_id
        measures = store.trials.measures(run.id)
        is_trial = measures is not None
        self._test = None if measures is False else data.test  # a search chooses by validation alone
        self._leave = leave
        self._rhythm = rhythm = rhythm.of_trial() if is_trial else rhythm
        remove_leftovers(store.runs.folder(run.id))
        checkpoint, message = starting_point(store, run, may_begin_anew=is_trial)
        self._material = make_material(store.runs.folder(run.id), run.config, data, is_trial=is_trial)
        self._trainer = self._material.trainer()
        if checkpoint is not None:
            self._trainer.load_state(checkpoint.state)
        step, per_epoch = self._trainer.step, self._material.steps_per_epoch
        columns: dict[str, Any] = {"steps_per_epoch": per_epoch, "message": message}
        if run.step or step:
            known = checkpoint.epochs if checkpoint else ()
            epoch = -(-step // per_epoch)
            store.history.rewind(run.id, epoch=epoch, step=step, held_by=worker_id, known=known, **columns)
            run = store.runs.get(run.id)
        else:
            store.history.begin(run.id, held_by=worker_id, **columns)
            run = replace(run, **columns)
        self._recorder = Recorder(store, run, self._trainer, worker_id=worker_id, leave=leave, rhythm=rhythm)
        self._keeps_state = not is_trial and not self._material.is_lesson
        keeps = not is_trial and store.snapshots.are_kept
        self._moments = Moments(store, run.id, self._trainer, per_epoch, wanted=keeps)
        self._changes = LiveChanges(self._trainer, store.history.changes(run.id))
        self._pace = Pace()
        self._insights = InsightPace(time.monotonic() if is_trial else 0.0)
        self._last_command = 0
        self._step_began = self._step_ended = 0.0
        self._next_care = time.monotonic() + HEARTBEAT_SECONDS

    def train(self) -> None:
        """Train until the run ends, is given back to the queue, or the process must leave."""
        try:
            with closing(self._material.fit(self._trainer)) as events:  # type: ignore[type-var]
                self._look_for_commands()
                self._keep_moment()
                while not self._trainer.between_steps or self._may_step():
                    event = next(events)
                    if isinstance(event, FitEnd):
                        return self._finish(event.best_epoch or event.epoch)
                    self._take(event)
        except StoreError:
            raise
        except MnistCoreError as error:
            self._recorder.end(RunStatus.FAILED, message=str(error))
        return None

    def _finish(self, best_epoch: int) -> None:
        """Say what a lesson did, then keep and measure what was learned."""
        if (error := self._material.report()) is not None:
            self._recorder.log(error)
        self._recorder.finish(self._test, best_epoch, keep_state=self._keeps_state)

    def _may_step(self) -> bool:
        """Wait until the next step is due; return False if none is, because the run is out of this worker's hands."""
        while not self._leave.is_set():
            if self._pace.stopped:
                self._recorder.stop(self._test)
                return False
            if self._pace.paused:
                if not self._wait_paused():
                    return False
            elif not self._wait_in_slow_motion():
                self._changes.replay()
                self._material.before_step(self._trainer, self._pace, self._changes)
                self._step_began = time.monotonic()
                return True
        self._recorder.save()
        self._recorder.end(RunStatus.INTERRUPTED)
        return False

    def _take(self, event: Event) -> None:
        """Record an event; write, look for commands and ask for an insight when it is time."""
        now = time.monotonic()
        self._pace.count(event)
        match event:
            case BatchEnd():
                self._step_ended = now
                self._insights.count_step(now - self._step_began)
            case Insight():
                weights = self._trainer.network.named_parameters()["dense1.weight"]
                self._recorder.add_first_layer(event.step, weights)
                if (reading := self._moments.read_pins()) is not None:
                    self._recorder.add_pin_reading(reading)
            case SettingChanged():
                if not self._changes.confirm(event):
                    return
                self._recorder.obeyed = self._changes.last_settled(self._last_command)
        self._recorder.add(event)
        if isinstance(event, EpochEnd):
            is_last = self._keeps_state and self._trainer.has_ended  # what a continuation begins with
            written = self._recorder.save_if_due(now, at_once=is_last)
        else:
            written = self._recorder.write_if_due(now)
        if written and self._trainer.between_steps:  # a change falls between two steps, where a replay puts it too
            self._look_for_commands()
            self._look_after_others(now)
        if isinstance(event, BatchEnd):
            self._keep_moment()  # after the write, which fails where the run was taken while this process was frozen
        if self._insights.is_due(now, ends_epoch=(self._trainer.step + 1) % self._trainer.steps_per_epoch == 0):
            self._measure_next_step(now)

    def _keep_moment(self) -> None:
        """Take a snapshot if one is due; training goes on without it where that fails."""
        if (error := self._moments.keep()) is not None:
            self._recorder.log(error)

    def _measure_next_step(self, now: float) -> None:
        """Ask for a look inside the network."""
        self._trainer.measure_next_step()
        self._insights.ask(now)

    def _look_for_commands(self) -> None:
        """Obey what a person asked since the last look."""
        try:
            found = self._store.queue.waiting_commands(self._run_id, after_id=self._last_command)
        except StoreUnavailableError as error:
            return self._recorder.log(error)
        for command in found:
            self._last_command = command.id
            try:
                (self._changes if command.kind == "change" else self._pace).obey(command)
            except ConfigurationError as error:
                self._recorder.note(message=str(error))
            if command.kind == "step":
                self._measure_next_step(time.monotonic())
        self._recorder.obeyed = self._changes.last_settled(self._last_command)
        return None

    def _wait_in_slow_motion(self) -> bool:
        """Wait a moment if the next step is not due yet, and return whether that was so."""
        delay = self._pace.seconds_until_next(time.monotonic() - self._step_ended)
        if delay <= 0:
            return False
        self._leave.wait(min(delay, self._rhythm.poll))
        if self._recorder.write_if_due(time.monotonic()):
            self._look_for_commands()
        return True

    def _wait_paused(self) -> bool:
        """Wait while the run is paused; return False if it was given back to the queue or to its checkpoint."""
        self._recorder.rest()
        self._recorder.note(status=RunStatus.PAUSED)
        self._recorder.save()
        self._look_after_others(self._next_care)  # the run behind this one may begin
        release = time.monotonic() + self._rhythm.release
        while self._pace.paused and not self._pace.stopped and not self._leave.wait(self._rhythm.poll):
            self._look_for_commands()
            self._recorder.write()
            self._look_after_others(time.monotonic())
            if time.monotonic() > release and self._recorder.saved_step == self._trainer.step:
                self._recorder.end(RunStatus.PAUSED)
                return False
        if self._pace.stopped or self._leave.is_set():
            return True
        if self._pace.is_stepping:
            self._recorder.note(status=RunStatus.RUNNING)
            return True
        patiently = Patience(self._leave, self._rhythm.retry)
        return patiently(self._store.queue.try_running, self._run_id, held_by=self._worker_id)

    def _look_after_others(self, now: float) -> None:
        """Every few seconds, notice workers that died, and start one where a run waits; no page need be open for it."""
        if now < self._next_care:
            return
        self._next_care = now + HEARTBEAT_SECONDS
        try:
            self._store.workers.ensure()
        except StoreGoneError:
            raise
        except StoreError as error:
            self._recorder.log(error)
