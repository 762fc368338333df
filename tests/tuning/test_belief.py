"""What TPE believes: its own densities, of settings of every kind; other samplers say why they have none."""

import numpy as np
import pytest

from mnist_core.store.study import Trial, TrialState
from mnist_core.tuning.belief import NO_BELIEF, belief, why_none
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace
from tests.tuning.conftest import BASE, epoch_end

SPACE = SearchSpace(
    tuple(
        read_searched(text)
        for text in ("learning_rate=0.001..1:log", "optimizer=sgd, adam", "hidden_width=4..64:log", "dropout=0..0.4")
    )
)


def plan(**values: object) -> StudyPlan:
    return StudyPlan(base=BASE, space=SPACE, **{"trials": 50, **values})  # type: ignore[arg-type]


def made(number: int, *, state: TrialState = TrialState.COMPLETE, goals: int = 1) -> Trial:
    """Return a trial that is better the nearer its rate is to 0.1, with Adam, and with width 32."""
    rng = np.random.default_rng(number)
    rate = float(10 ** rng.uniform(-3, 0))
    optimizer = ("sgd", "adam")[number % 2]
    width = int(round(2 ** rng.uniform(2, 6)))
    good = 0.9 - 0.1 * abs(np.log10(rate) + 1) - 0.05 * (optimizer == "sgd") - 0.02 * abs(np.log2(width) - 5)
    params = {
        "learning_rate": rate,
        "optimizer": optimizer,
        "hidden_width": width,
        "dropout": float(rng.uniform(0, 0.4)),
    }
    reached = (good, 1000.0 * width)[:goals] if state is TrialState.COMPLETE else ()
    return Trial(1, number, number + 1, params, False, state, reached, "", float(number))


def test_good_trials_are_densest_where_the_results_are_good():
    found = belief(plan(), [made(number) for number in range(60)], {}, "learning_rate")
    assert found is not None
    assert (found.good_trials, found.other_trials) == (6, 54)
    assert 0.03 < found.favourite < 0.3
    assert max(found.good.max(), found.others.max()) == 1
    shares = np.log10(found.values)
    area = np.trapezoid(found.good, shares) / np.trapezoid(found.others, shares)
    assert area == pytest.approx(1, abs=0.05)  # both are densities over the logarithm


def test_every_kind_of_setting_has_a_belief():
    trials = [made(number) for number in range(40)]
    optimizer = belief(plan(), trials, {}, "optimizer")
    assert optimizer is not None
    assert optimizer.values == ["sgd", "adam"]
    assert optimizer.favourite == "adam"
    width = belief(plan(), trials, {}, "hidden_width")
    assert width is not None
    assert all(value.is_integer() for value in width.values)
    assert len(belief(plan(), trials, {}, "dropout").values) == 80  # type: ignore[union-attr]


def test_trials_that_were_given_up_count_by_how_far_they_came():
    trials = [made(number, state=TrialState.PRUNED if number % 3 else TrialState.COMPLETE) for number in range(30)]
    epochs = {trial.run_id: [epoch_end(1, 0.5)] for trial in trials}
    found = belief(plan(pruner="median"), trials, epochs, "learning_rate")  # type: ignore[arg-type]
    assert found is not None
    assert found.good_trials + found.other_trials == 30


def test_two_goals_have_a_belief_too():
    trials = [made(number, goals=2) for number in range(30)]
    assert belief(plan(goal="accuracy_and_parameters"), trials, {}, "learning_rate") is not None


@pytest.mark.parametrize("sampler", ["random", "quasi_random", "grid"])
def test_other_samplers_say_why_they_have_none(sampler):
    trials = [made(number) for number in range(20)]
    assert why_none(plan(sampler=sampler), trials) == NO_BELIEF[sampler]
    assert belief(plan(sampler=sampler), trials, {}, "learning_rate") is None


def test_few_trials_are_no_belief_yet():
    assert "4 are told" in why_none(plan(), [made(number) for number in range(4)])
