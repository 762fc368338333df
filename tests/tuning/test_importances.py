"""Which setting mattered: the one that decides, also where there are two goals, and nothing of too few trials."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core.store.study import Trial, TrialState
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.importances import caveat, importances
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace


def a_plan(goal: str) -> StudyPlan:
    space = SearchSpace(tuple(map(read_searched, ("learning_rate=0.001..1:log", "hidden_width=4..64"))))
    return StudyPlan(base=TrainingConfig(epochs=3), space=space, goal=goal, trials=60)


def trials(count: int, goals: int) -> list[Trial]:
    """Trials whose accuracy is decided by the learning rate: only the highest are good, the lower all alike."""
    rng = np.random.default_rng(3)
    told = []
    for number in range(count):
        rate, width = float(10 ** rng.uniform(-3, 0)), int(rng.integers(4, 65))
        accuracy = 0.9 if rate > 0.3 else 0.2 + 0.1 * width / 64
        reached = (accuracy, 800.0 * width)[:goals]
        params = {"learning_rate": rate, "hidden_width": width}
        told.append(Trial(1, number, number + 1, params, False, TrialState.COMPLETE, reached, "", None))
    return told


@pytest.mark.parametrize(
    ("goal", "goals", "method"),
    [("accuracy", 1, "ped_anova"), ("accuracy_and_parameters", 2, "ped_anova"), ("accuracy", 1, "fanova")],
)
def test_the_setting_that_makes_the_best_results_has_most(goal: str, goals: int, method: str) -> None:
    found = importances(a_plan(goal), trials(60, goals), method)
    assert next(iter(found)) == "learning_rate"
    assert found["learning_rate"] > 0.8
    assert sum(found.values()) == pytest.approx(1)


def test_of_few_trials_or_equal_results_nothing_is_said() -> None:
    plan = a_plan("accuracy")
    assert importances(plan, trials(9, 1)) == {}
    assert "need 10 complete trials; there are 9" in caveat(plan, trials(9, 1))
    assert "Do not believe these yet" in caveat(plan, trials(12, 1))
    assert caveat(plan, trials(20, 1)) == ""
    equal = [replace(trial, goals=(0.5,)) for trial in trials(20, 1)]
    assert all(np.isfinite(share) for share in importances(plan, equal).values())
