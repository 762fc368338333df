import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.evaluation.comparison import mcnemar, read_by_one_only

answers = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60)


def test_mcnemar_worked_by_hand():
    # Of 5 images that one alone reads, 4 fall to the first: P(4 or 5 of 5) = (5 + 1)/32, and as much on the other side.
    result = mcnemar([1, 1, 1, 1, 0, 1, 0], [0, 0, 0, 0, 1, 1, 0])
    assert (result.only_a, result.only_b) == (4, 1)
    assert result.p_value == pytest.approx(12 / 32)


def test_mcnemar_of_a_large_clear_difference_is_small():
    correct_a = np.arange(10_000) % 100 != 0  # 99%
    correct_b = np.arange(10_000) % 50 != 0  # 98%, wrong wherever the first is
    result = mcnemar(correct_a, correct_b)
    assert (result.only_a, result.only_b) == (100, 0)
    assert result.p_value == pytest.approx(2 * 0.5**100)


@given(answers=answers)
def test_mcnemar_is_symmetric_and_a_probability(answers):
    correct_a, correct_b = zip(*answers, strict=True) if answers else ((), ())
    forward, backward = mcnemar(correct_a, correct_b), mcnemar(correct_b, correct_a)
    assert forward.p_value == pytest.approx(backward.p_value)
    assert (forward.only_a, forward.only_b) == (backward.only_b, backward.only_a)
    assert 0 < forward.p_value <= 1


def test_mcnemar_of_equal_answers_is_1():
    assert mcnemar([True, False], [True, False]) == (1.0, 0, 0)


def test_mcnemar_refuses_answers_to_different_images():
    with pytest.raises(ValueError, match=r"same images, got shapes \(2,\) and \(3,\)"):
        mcnemar([True, False], [True, False, True])


def test_images_that_one_only_reads_are_those_that_mcnemar_counts():
    a, b = (np.random.default_rng(seed).random(500) < 0.8 for seed in (1, 2))
    only_a, only_b = read_by_one_only(a, b)
    result = mcnemar(a, b)
    assert (len(only_a), len(only_b)) == (result.only_a, result.only_b)
    assert a[only_a].all() and not b[only_a].any()
