import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from mnist_core.evaluation.intervals import wilson_interval


@given(data=st.data(), n=st.integers(1, 20_000), confidence=st.floats(0.5, 0.999))
def test_wilson_interval_equals_scipys(data, n, confidence):
    correct = data.draw(st.integers(0, n))
    expected = binomtest(correct, n).proportion_ci(confidence, method="wilson")
    assert wilson_interval(correct, n, confidence) == pytest.approx(tuple(expected), rel=1e-9, abs=1e-12)


@given(data=st.data(), n=st.integers(1, 20_000))
def test_wilson_interval_holds_the_share_and_stays_between_0_and_1(data, n):
    correct = data.draw(st.integers(0, n))
    low, high = wilson_interval(correct, n)
    assert 0 <= low <= correct / n <= high <= 1


def test_wilson_interval_of_nothing_is_everything():
    assert wilson_interval(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("correct", "n", "confidence", "message"),
    [(-1, 10, 0.95, "from 0 to n = 10, got -1"), (11, 10, 0.95, "got 11"), (1, 10, 1.0, r"in \(0, 1\), got 1.0")],
)
def test_wilson_interval_refuses_nonsense(correct, n, confidence, message):
    with pytest.raises(ValueError, match=message):
        wilson_interval(correct, n, confidence)
