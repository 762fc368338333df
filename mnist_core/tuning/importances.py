"""Which of the searched settings mattered for the result, by Optuna's PED-ANOVA, and when not to believe it."""

from collections.abc import Sequence

from mnist_core.store.study import Trial, TrialState
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.sampling import Sampling, load_optuna

FEW_TRIALS = 10
"""With fewer complete trials nothing is computed."""

TRIALS_A_SETTING = 10
"""With fewer complete trials a setting, an importance is little more than luck."""


def importances(plan: StudyPlan, trials: Sequence[Trial]) -> dict[str, float]:
    """Return each setting's share of the importance for the first goal, the largest first; none of too few trials.

    References
    ----------
    S. Watanabe, A. Bansal, F. Hutter, "PED-ANOVA: Efficiently quantifying hyperparameter importance in arbitrary
    subspaces", IJCAI 2023.
    """
    complete = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    if len(complete) < FEW_TRIALS:
        return {}
    importance = load_optuna().importance
    study = Sampling(plan, 0, complete).study
    target = (lambda trial: trial.values[0]) if len(plan.goals) > 1 else None
    try:
        found = importance.get_param_importances(
            study, evaluator=importance.PedAnovaImportanceEvaluator(), target=target
        )
    except (ValueError, RuntimeError):  # every trial has the same result
        return {}
    return {name: float(share) for name, share in found.items()}


def caveat(plan: StudyPlan, trials: Sequence[Trial]) -> str:
    """Say why importances are missing or not to be believed, or nothing where they may be."""
    complete = sum(trial.state is TrialState.COMPLETE for trial in trials)
    if complete < FEW_TRIALS:
        return f"Importances need {FEW_TRIALS} complete trials; there are {complete}."
    wanted = TRIALS_A_SETTING * len(plan.space.searched)
    if complete < wanted:
        return (
            f"Do not believe these yet: {complete} complete trials for {len(plan.space.searched)} settings are few; "
            f"from about {wanted} on they tell something."
        )
    return ""
