"""How a trial whose run is over ended, what it reached, and why it ended early."""

from collections.abc import Sequence

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import Trial, TrialState
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.drawn_digits import drawn_accuracy
from mnist_core.tuning.goals import DRAWN, SECONDS_TO_ACCURACY, reached
from mnist_core.tuning.plan import StudyPlan

Outcome = tuple[TrialState, Sequence[float], str]


def outcome(store: RunStore, plan: StudyPlan, trial: Trial, run: Run, epochs: Sequence[EpochEnd]) -> Outcome:
    """Return a trial's state, a number for each goal if it is complete, and the reason if it is not.

    A run that diverged counts as given up and not as failed, so that the sampler learns that such values are no good.
    One that was stopped because it had reached the accuracy whose time counts is complete.
    """
    if run.deleted_at is not None:
        return TrialState.FAILED, (), "its run was deleted"
    if run.status is RunStatus.FAILED:
        return TrialState.PRUNED, (), run.message
    if run.status is RunStatus.STOPPED and plan.goals != (SECONDS_TO_ACCURACY,):
        return TrialState.PRUNED, (), trial.reason or "it was stopped by hand"
    drawn = None
    if DRAWN in plan.goals:
        try:
            drawn = drawn_accuracy(store.networks.load(run.id))
        except MnistCoreError as error:
            return TrialState.FAILED, (), str(error)
    found = reached(plan.goals, run, epochs, target=plan.target_accuracy, drawn=drawn)
    if found is not None:
        return TrialState.COMPLETE, found, ""
    return TrialState.PRUNED, (), trial.reason or f"it never reached {plan.target_accuracy:.1%}"
