from itertools import combinations

import numpy as np
import pytest
from scipy.special import stdtr, stdtrit

from mnist_core.evaluation.seeds import compare_seeds

FIRST = [0.9712, 0.9731, 0.9698, 0.9725, 0.9709]
SECOND = [0.9688, 0.9701, 0.9679, 0.9694]


def test_welch_is_what_its_formula_says() -> None:
    a, b = np.array(FIRST), np.array(SECOND)
    shares = np.array([a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)])
    freedom = shares.sum() ** 2 / (shares**2 / [len(a) - 1, len(b) - 1]).sum()
    error = np.sqrt(shares.sum())
    found = compare_seeds(FIRST, SECOND)
    assert found.difference == pytest.approx(a.mean() - b.mean())
    assert found.p_value == pytest.approx(2 * stdtr(freedom, -found.difference / error))
    half = stdtrit(freedom, 0.975) * error
    assert (found.low, found.high) == pytest.approx((found.difference - half, found.difference + half))


def test_permutations_are_counted_one_by_one() -> None:
    everything = np.array(FIRST + SECOND)
    seen = compare_seeds(FIRST, SECOND)
    differences = []
    for places in combinations(range(9), 5):
        chosen = np.zeros(9, bool)
        chosen[list(places)] = True
        differences.append(everything[chosen].mean() - everything[~chosen].mean())
    larger = np.mean(np.array(differences) >= seen.difference - 1e-12)
    smaller = np.mean(np.array(differences) <= seen.difference + 1e-12)
    assert seen.permutation_p == pytest.approx(2 * min(larger, smaller))


def test_the_same_set_up_twice_is_no_difference() -> None:
    found = compare_seeds(FIRST, FIRST)
    assert (found.difference, found.p_value, found.permutation_p) == (0.0, 1.0, 1.0)


def test_two_swapped_set_ups_differ_by_the_sign() -> None:
    one, other = compare_seeds(FIRST, SECOND), compare_seeds(SECOND, FIRST)
    assert one.difference == -other.difference
    assert one.low == pytest.approx(-other.high)
    assert one.p_value == pytest.approx(other.p_value)


@pytest.mark.parametrize(("second", "p_value"), [([0.5, 0.5], 1.0), ([0.25, 0.25], 0.0)])
def test_without_any_spread_means_decide(second: list[float], p_value: float) -> None:
    assert compare_seeds([0.5, 0.5], second).p_value == p_value


def test_equal_set_ups_seem_to_differ_as_seldom_as_promised() -> None:
    rng = np.random.default_rng(0)
    p_values = [compare_seeds(rng.normal(size=4), rng.normal(size=4)).p_value for _ in range(400)]
    assert 0.02 < np.mean(np.array(p_values) < 0.05) < 0.08


def test_one_seed_is_too_few() -> None:
    with pytest.raises(ValueError, match="first must have the results of at least 2 seeds"):
        compare_seeds([0.9], SECOND)
