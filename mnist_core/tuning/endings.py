"""How a study and its trials come to an end: which limit was reached, which trial is best, why one was given up."""

from collections.abc import Sequence

from mnist_core.store.study import Trial, TrialState
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.goals import front
from mnist_core.tuning.plan import StudyPlan

_PRUNERS = {
    "median": "below the median of the other trials",
    "successive_halving": "not among the best third of those that came so far",
    "hyperband": "not among the best third of its bracket",
}


def pruning_reason(pruner: str, end: EpochEnd) -> str:
    """Say why a trial was given up after an epoch."""
    return f"given up after epoch {end.epoch} with {end.validation_accuracy or 0:.2%}: {_PRUNERS[pruner]}"


def end_of(plan: StudyPlan, trials: Sequence[Trial], seconds: float) -> str | None:
    """Return which limit a study has come to, in words, or None if it goes on.

    Parameters
    ----------
    plan : StudyPlan
    trials : sequence of Trial
        In the order in which they were asked for.
    seconds : float
        How long the study has been at work.
    """
    asked = sum(not trial.is_wish for trial in trials)
    if asked >= plan.most_trials:
        whole_grid = plan.sampler == "grid" and asked >= plan.space.grid_size
        return f"all {asked} combinations were tried" if whole_grid else f"{asked} trials were made"
    if plan.minutes is not None and seconds >= 60 * plan.minutes:
        return f"the time was over ({plan.minutes:g} min)"
    if plan.patience is not None and trials_without_gain(plan, trials) >= plan.patience:
        return f"{plan.patience} trials brought nothing better"
    return None


def trials_without_gain(plan: StudyPlan, trials: Sequence[Trial]) -> int:
    """Return how many trials were told since the last one that was better than all before, or joined the front."""
    told = sorted((trial for trial in trials if trial.told_at is not None), key=lambda trial: trial.told_at or 0.0)
    best: list[tuple[float, ...]] = []
    since = 0
    for trial in told:
        since += 1
        if trial.state is TrialState.COMPLETE and len(trial.goals) == len(plan.goals):
            rows = [*best, trial.goals]
            places = front(plan.goals, rows)
            if len(best) in places and trial.goals not in best:
                since = 0
                best = [rows[place] for place in places]
    return since


def best_first(plan: StudyPlan, trials: Sequence[Trial]) -> list[Trial]:
    """Return the complete trials, best first by the first goal, then by the second."""
    complete = [trial for trial in trials if trial.state is TrialState.COMPLETE]

    def key(trial: Trial) -> tuple[float, ...]:
        return tuple(-x if goal.maximize else x for goal, x in zip(plan.goals, trial.goals, strict=False))

    return sorted(complete, key=lambda trial: (*key(trial), trial.number))


def winner_of(plan: StudyPlan, trials: Sequence[Trial]) -> int | None:
    """Return the run of the best trial, None where nothing is chosen or no trial is complete."""
    if plan.repeats_seeds:
        return None
    ranked = best_first(plan, trials)
    return ranked[0].run_id if ranked else None
