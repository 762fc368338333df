"""Which of the searched settings mattered for the result, by Optuna's PED-ANOVA, and when not to believe it."""

import warnings
from collections.abc import Sequence

from mnist_core.store.study import Trial, TrialState
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.sampling import distribution, load_optuna

FEW_TRIALS = 10
"""With fewer complete trials nothing is computed."""

TRIALS_A_SETTING = 10
"""With fewer complete trials a setting, an importance is little more than luck."""


METHODS = {"ped_anova": "PED-ANOVA", "fanova": "fANOVA"}
"""The first asks what sets the best tenth of the trials apart, the second what makes all of their results differ."""


def importances(plan: StudyPlan, trials: Sequence[Trial], method: str = "ped_anova") -> dict[str, float]:
    """Return each setting's share of the importance for the first goal, the largest first; none of too few trials.

    Parameters
    ----------
    plan : StudyPlan
    trials : sequence of Trial
    method : {"ped_anova", "fanova"}
        The second grows a forest of regression trees, which takes seconds.

    References
    ----------
    F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014.
    S. Watanabe, A. Bansal, F. Hutter, "PED-ANOVA: Efficiently quantifying hyperparameter importance in arbitrary
    subspaces", IJCAI 2023.
    """
    complete = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    if len(complete) < FEW_TRIALS:
        return {}
    optuna = load_optuna()
    distributions = {each.name: distribution(each) for each in plan.space.searched}
    study = optuna.create_study(direction="maximize" if plan.goals[0].maximize else "minimize")
    for trial in complete:
        made = optuna.trial.create_trial(params=trial.params, distributions=distributions, value=trial.goals[0])
        study.add_trial(made)
    importance = optuna.importance
    is_forest = method == "fanova"
    how = importance.FanovaImportanceEvaluator(seed=0) if is_forest else importance.PedAnovaImportanceEvaluator()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Target and region quantiles")  # where most results are the same
            found = importance.get_param_importances(study, evaluator=how)
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
