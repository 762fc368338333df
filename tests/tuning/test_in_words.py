"""What the best trials say of each setting, in a sentence that the numbers bear out."""

import pytest

from mnist_core.store.study import Trial, TrialState
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.in_words import in_words
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace


def said(search: str, *values: object) -> list[str]:
    """Return what is said of a setting whose values the trials had, the best first."""
    space = SearchSpace((read_searched(search),))
    plan = StudyPlan(base=TrainingConfig(), space=space, trials=20)
    name = space.names[0]
    trials = [
        Trial(1, place, place, {name: value}, False, TrialState.COMPLETE, (1 - 0.01 * place,), "", 0.0)
        for place, value in enumerate(values)
    ]
    return in_words(plan, trials, label=str.capitalize, text=lambda _, value: f"{value}")


@pytest.mark.parametrize(
    ("search", "values", "sentence"),
    [
        ("optimizer=sgd, adam", ["adam"] * 4, "Optimizer is adam in all of them."),
        ("optimizer=sgd, adam", ["adam", "sgd", "adam", "adam"], "Optimizer is adam in 3 of the 4."),
        ("optimizer=sgd, adam", ["adam", "sgd", "adam", "sgd"], "Optimizer differs: sgd in 2, adam in 2."),
        ("dropout=0..0.8", [0.3, 0.31, 0.35], "Dropout lies close together, from 0.3 to 0.35, of 0 to 0.8 searched."),
        ("dropout=0..0.8", [0.1, 0.75, 0.4], "Dropout is anywhere from 0.1 to 0.75: it hardly matters, or few trials"),
        ("dropout=0..0.8", [0.1, 0.5, 0.4], "Dropout runs from 0.1 to 0.5, of 0 to 0.8 searched."),
        ("learning_rate=0.001..1:log", [0.1, 0.2, 0.3], "Learning_rate lies close together, from 0.1 to 0.3"),
        ("learning_rate=0.001..1:log", [0.001, 0.2, 0.9], "Learning_rate is anywhere from 0.001 to 0.9"),
    ],
)
def test_each_kind_of_agreement_has_its_sentence(search: str, values: list[object], sentence: str) -> None:
    (found,) = said(search, *values)
    assert found.replace(".0 ", " ").startswith(sentence)


def test_two_trials_say_nothing_and_only_the_ten_best_count() -> None:
    assert said("optimizer=sgd, adam", "adam", "adam") == []
    assert said("optimizer=sgd, adam", *["adam"] * 10, *["sgd"] * 10) == ["Optimizer is adam in all of them."]
