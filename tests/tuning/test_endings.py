import pytest

from mnist_core.store.study import Trial, TrialState
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.endings import best_first, end_of, trials_without_gain, winner_of
from mnist_core.tuning.goals import ACCURACY, GOALS, PARAMETERS, front, kept_accuracy, seconds_to
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched, SearchSpace
from tests.pages.stored_runs import epoch_end

SPACE = SearchSpace((Searched("learning_rate", 0.01, 1),))


def plan(goal: str = "accuracy", **limits: object) -> StudyPlan:
    return StudyPlan(base=TrainingConfig(), space=SPACE, goal=goal, **{"trials": 10, **limits})  # type: ignore[arg-type]


def trials(*reached: float | tuple[float, ...] | None) -> list[Trial]:
    """Return told trials; None stands for one that was given up."""
    found = []
    for number, goals in enumerate(reached):
        state = TrialState.PRUNED if goals is None else TrialState.COMPLETE
        goals = () if goals is None else goals if isinstance(goals, tuple) else (goals,)
        found.append(Trial(1, number, number + 100, {}, False, state, goals, "", float(number)))
    return found


def test_limits_are_told_in_words() -> None:
    assert end_of(plan(trials=2), trials(0.9), 0.0) is None
    assert end_of(plan(trials=2), trials(0.9, 0.8), 0.0) == "2 trials were made"
    assert end_of(plan(minutes=1.0), trials(0.9), 61.0) == "the time was over (1 min)"
    assert end_of(plan(patience=2), trials(0.9, 0.8, None), 0.0) == "2 trials brought nothing better"
    assert end_of(plan(patience=2), trials(0.9, 0.8, 0.95), 0.0) is None


def test_a_trial_that_joins_the_front_is_a_gain() -> None:
    both = plan("accuracy_and_parameters")
    assert trials_without_gain(both, trials((0.9, 100.0), (0.95, 200.0))) == 0
    assert trials_without_gain(both, trials((0.9, 100.0), (0.8, 200.0))) == 1


def test_best_first_and_the_winner() -> None:
    found = trials(0.9, None, 0.95, 0.95)
    assert [trial.number for trial in best_first(plan(), found)] == [2, 3, 0]
    assert winner_of(plan(), found) == 102
    assert winner_of(plan("seconds_to_accuracy"), found) == 100
    assert winner_of(plan(), trials(None)) is None


def test_repeated_seeds_have_no_winner() -> None:
    repeats = StudyPlan(base=TrainingConfig(), space=SearchSpace((Searched("seed", values=(0, 1)),)), sampler="grid")
    assert repeats.repeats_seeds
    assert winner_of(repeats, trials(0.9, 0.8)) is None


def test_front_has_what_nothing_beats() -> None:
    rows = [(0.9, 100.0), (0.95, 200.0), (0.94, 300.0), (0.8, 50.0), (0.9, 100.0)]
    assert front((ACCURACY, PARAMETERS), rows) == [1, 0, 4, 3]


def test_accuracy_is_that_of_the_kept_network() -> None:
    epochs = [epoch_end(epoch, 3) for epoch in (1, 2, 3)]
    assert kept_accuracy(TrainingConfig(), epochs) == epochs[-1].validation_accuracy
    assert kept_accuracy(TrainingConfig(), []) is None


def test_seconds_to_an_accuracy_are_those_of_training() -> None:
    epochs = [epoch_end(epoch, 3) for epoch in (1, 2, 3)]
    assert seconds_to(epochs, 0.4) == pytest.approx(2.0)
    assert seconds_to(epochs, 0.99) is None


def test_every_goal_has_a_title() -> None:
    assert all(goal.title for goals in GOALS.values() for goal in goals)
