"""The tuner: asks what to try next, watches the trials, gives up on the hopeless ones, and tells how each ended.

It holds no state that matters. What was asked and told stands in the run store, so a tuner that dies is replaced by
another that reads it there; a run whose worker died goes on from its checkpoint.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from mnist_core.data.dataset import Dataset
from mnist_core.errors import ConfigurationError, MnistCoreError, StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import Study, StudyStatus, Trial, TrialState
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.ahead import wanted_at_once
from mnist_core.tuning.endings import end_of, pruning_reason, winner_of
from mnist_core.tuning.goals import SECONDS_TO_ACCURACY, seconds_to
from mnist_core.tuning.outcome import outcome
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.sampling import Sampling

POLL_SECONDS = 0.2
"""Workers have trials ahead, so none waits for the next look."""

CARE_SECONDS = 1.0
"""How often workers are looked after and a sign of life is given."""

MOST_DEATHS = 20
"""A trial whose worker has died so often without an epoch in between is given up."""


class Tuner:
    """Runs one study.

    Parameters
    ----------
    store : RunStore
    study_id : int
    claim : int
        By which it holds the study; once another tuner does, every write raises a TunerReplaced.
    load : callable
        Reads the images that the winner is measured on.
    """

    def __init__(
        self, store: RunStore, study_id: int, claim: int, *, load: Callable[[], Dataset] | None = None
    ) -> None:
        self._store = store
        self._load = load
        self._id = study_id
        self._claim = claim
        study = store.studies.get(study_id)
        self._planned = study.plan
        self._plan = StudyPlan.from_dict(study.plan)
        self._trials = store.trials.of(study_id)
        epochs = store.history.epochs_of([trial.run_id for trial in self._trials if trial.run_id])
        self._sampling = Sampling(self._plan, study_id, self._trials, epochs, study.sampler_state)
        self._deaths: Counter[tuple[int, int]] = Counter()
        self._asked_to_stop: set[int] = set()
        self._epochs_known: dict[int, int] = {}
        self._last_care = time.monotonic()

    def work(self, leave: threading.Event, *, poll: float = POLL_SECONDS) -> None:
        """Go on until the study is over or paused, or `leave` is set.

        Raises
        ------
        TunerReplaced
            If another tuner holds the study by now.
        StoreError
            If the store cannot be used.
        """
        self._look_after(0.0)
        while not leave.is_set() and self.step():
            leave.wait(poll)

    def step(self) -> bool:
        """Look once at everything and do what is due; return whether there is more to do."""
        seconds = time.monotonic() - self._last_care
        if seconds >= CARE_SECONDS:
            self._look_after(seconds)
        study = self._store.studies.get(self._id)
        if study.plan != self._planned:
            self._planned = study.plan
            self._plan = StudyPlan.from_dict(study.plan)
        self._watch(study)
        is_on = study.deleted_at is None
        if is_on and study.status is StudyStatus.RUNNING:
            concurrent = self._store.queue.settings.max_concurrent
            while self._ask(study, concurrent):
                study = self._store.studies.get(self._id)
        if self._running():
            return True
        if not is_on or study.status not in (StudyStatus.RUNNING, StudyStatus.STOPPING):
            return False
        return not self._end(study)

    def _running(self) -> list[Trial]:
        """Return the trials that go on."""
        return [trial for trial in self._trials if trial.state is TrialState.RUNNING]

    def _look_after(self, seconds: float) -> None:
        """Give a sign of life, start workers and mark runs whose worker died."""
        self._last_care = time.monotonic()
        self._store.studies.beat(self._id, self._claim, seconds=seconds)
        try:
            self._store.workers.ensure()
        except StoreError as error:
            print(error, flush=True)

    def _ask(self, study: Study, concurrent: int) -> bool:
        """Queue one more trial if there is room for it; return whether there was."""
        running = len(self._running())
        if running >= wanted_at_once(self._trials, concurrent, look_seconds=POLL_SECONDS):
            return False
        wish = study.wishes[0] if study.wishes else None
        if wish is None and self._why_enough(study) is not None:
            return False
        number, params = self._sampling.ask(wish)
        config, failure = None, ""
        try:
            config = self._plan.config(params)
        except ConfigurationError as error:
            failure = str(error)
        asked = self._store.trials.ask(
            self._id,
            number,
            params,
            claim=self._claim,
            sampler_state=self._sampling.state,
            config=config,
            failure=failure,
            is_wish=wish is not None,
        )
        if config is None:
            self._sampling.tell(number, TrialState.FAILED, ())
        self._trials.append(asked)
        if config is not None and running < concurrent:
            self._store.workers.ensure()
        return True

    def _why_enough(self, study: Study) -> str | None:
        """Return why no more trials are asked for, or None if there are more to come."""
        return end_of(self._plan, self._trials, study.seconds)

    def _watch(self, study: Study) -> None:
        """Look at every trial that goes on."""
        running = self._running()
        ids = [trial.run_id for trial in running if trial.run_id is not None]
        runs = self._store.runs.some(ids)
        epochs = self._store.history.epochs_of(ids)  # in this order: of a run that is over, all of them
        for trial in running:
            run = runs.get(trial.run_id or 0)
            if run is None:
                self._tell(trial, TrialState.FAILED, (), "its run was removed")
                continue
            measured = epochs[run.id]
            if run.status is RunStatus.INTERRUPTED:
                self._revive(trial, run, len(measured))
            elif run.status.is_over:
                self._sampling.report(trial.number, measured)
                self._tell(trial, *outcome(self._store, self._plan, trial, run, measured))
            elif trial.reason:
                self._stop(run.id)
            elif study.status is StudyStatus.STOPPING:
                self._give_up(trial, "the search was stopped")
            elif run.status.is_active and len(measured) > self._epochs_known.get(run.id, 0):
                self._epochs_known[run.id] = len(measured)
                self._sampling.report(trial.number, measured)
                self._judge(trial, measured)

    def _judge(self, trial: Trial, epochs: Sequence[EpochEnd]) -> None:
        """End a trial that is hopeless, or that has reached the accuracy whose time counts."""
        if epochs[-1].epoch >= self._plan.config(trial.params).epochs:
            return
        target = self._plan.target_accuracy
        if self._plan.goals == (SECONDS_TO_ACCURACY,) and seconds_to(epochs, target) is not None:
            self._give_up(trial, f"it reached {target:.1%} after epoch {epochs[-1].epoch}")
        elif self._sampling.should_prune(trial.number):
            self._give_up(trial, pruning_reason(self._plan.pruner, epochs[-1]))

    def _give_up(self, trial: Trial, reason: str) -> None:
        """Write down why a trial ends, and ask its run to stop."""
        assert trial.run_id is not None
        self._store.trials.give_up(self._id, trial.number, reason)
        self._trials[trial.number] = replace(trial, reason=reason)
        self._stop(trial.run_id)

    def _stop(self, run_id: int) -> None:
        """Ask a run to stop, once; one that has just ended needs no stop."""
        if run_id not in self._asked_to_stop:
            self._asked_to_stop.add(run_id)
            with suppress(StoreError):
                self._store.queue.command(run_id, "stop")

    def _revive(self, trial: Trial, run: Run, epochs: int) -> None:
        """Let a run whose worker died go on from its checkpoint, unless it was to end anyway."""
        key = (run.id, epochs)
        self._deaths[key] += 1
        if trial.reason or self._deaths[key] > MOST_DEATHS:
            self._asked_to_stop.discard(run.id)  # the request died with the worker
            self._give_up(trial, trial.reason or f"its worker died {MOST_DEATHS} times")
            return
        self._store.queue.requeue(run.id)
        self._store.workers.ensure()

    def _tell(self, trial: Trial, state: TrialState, goals: Sequence[float], reason: str) -> None:
        """Tell how a trial ended: first the record, which takes it once, then the sampler."""
        told = replace(trial, state=state, goals=tuple(goals), reason=reason, told_at=time.time())
        if not self._store.trials.tell(told):
            (told,) = (each for each in self._store.trials.of(self._id) if each.number == trial.number)
        self._trials[trial.number] = told
        self._sampling.tell(told.number, told.state, told.goals)

    def _end(self, study: Study) -> bool:
        """Measure the winner on the test images and let the study be over; return whether it is."""
        winner = winner_of(self._plan, self._trials)
        if winner is not None:
            try:
                self._measure(winner)
            except MnistCoreError as error:  # its run was deleted for good, or its network is damaged
                print(error, flush=True)
        stopped = study.status is StudyStatus.STOPPING
        message = "it was stopped" if stopped else self._why_enough(study) or ""
        status = StudyStatus.STOPPED if stopped else StudyStatus.FINISHED
        return self._store.studies.end(self._id, self._claim, status, message=message, winner=winner)

    def _measure(self, run_id: int) -> None:
        """Measure a run's network on the test images, unless that was done before."""
        if self._store.runs.get(run_id).test_accuracy is None:
            data = self._load() if self._load else self._store.data.load(self._plan.base.data)
            result = evaluate(self._store.networks.load(run_id), data.test)
            self._store.trials.measured(run_id, accuracy=result.accuracy, loss=result.loss)
