from typing import Any

import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning import plan as plan_module
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched, SearchSpace

RATES = Searched("learning_rate", 0.01, 1, log=True)


def plan(*searched: Searched, **values: Any) -> StudyPlan:
    values.setdefault("trials", 10)
    return StudyPlan(base=values.pop("base", TrainingConfig()), space=SearchSpace(searched or (RATES,)), **values)


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"sampler": "magic"}, "sampler must be one of"),
        ({"trials": None}, "must have a limit"),
        ({"trials": 0}, "trials must be a whole number"),
        ({"minutes": 0.0}, "minutes must be above 0"),
        ({"target_accuracy": 1.5}, "target_accuracy must be between"),
        ({"goal": "accuracy_and_seconds", "pruner": "median"}, "pruner must be none with two goals"),
        ({"base": TrainingConfig(validation_size=0)}, "validation_size must be above 0"),
    ],
)
def test_a_plan_that_makes_no_sense_is_one_sentence(values: dict[str, Any], part: str) -> None:
    with pytest.raises(ConfigurationError, match=part):
        plan(**values)


def test_a_grid_of_a_thousand_million_points_is_refused() -> None:
    fields = ("learning_rate", "dropout", "momentum", "weight_decay", "label_smoothing", "beta1")
    searched = [Searched(name, 0.01, 0.9, points=32) for name in fields]
    with pytest.raises(ConfigurationError, match="at most 2,000 trials, got 1,073,741,824"):
        plan(*searched, sampler="grid")


def test_cma_es_says_which_package_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_module, "has_cma_es", lambda: False)
    with pytest.raises(ConfigurationError, match="pip install cmaes"):
        plan(sampler="cma_es")


def test_json_and_back() -> None:
    made = plan(RATES, Searched("optimizer", values=("sgd", "adam")), pruner="hyperband", minutes=2.5)
    assert StudyPlan.from_dict(made.to_dict()) == made


def test_more_trials_are_counted_from_those_asked_for() -> None:
    longer = plan(minutes=1.0, patience=3).extended(5, asked=8)
    assert (longer.trials, longer.minutes, longer.patience) == (13, None, None)
    with pytest.raises(ConfigurationError, match="every combination"):
        plan(Searched("seed", values=(1, 2)), sampler="grid").extended(5, asked=2)


def test_values_that_fit_no_data_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="batch_size must be at most"):
        plan(Searched("batch_size", 1, 60_000)).config({"batch_size": 58_000})
