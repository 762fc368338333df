import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.slices import cut, ink_and_size, worst

RNG = np.random.default_rng(0)


def test_fifths_are_those_of_pandas_with_scipy_s_intervals():
    values, correct = RNG.normal(size=1003), RNG.random(1003) < 0.9
    found = cut(values, correct)
    frame = pd.DataFrame({"part": pd.qcut(values, 5, labels=False), "right": correct})
    expected = frame.groupby("part")["right"].agg(["size", "sum"])
    assert [len(item.places) for item in found] == expected["size"].tolist()
    assert [item.correct for item in found] == expected["sum"].tolist()
    for item in found:
        interval = binomtest(item.correct, len(item.places)).proportion_ci(method="wilson")
        assert item.interval == pytest.approx((interval.low, interval.high))
    assert sorted(np.concatenate([item.places for item in found])) == list(range(1003))


def test_equal_values_stay_together():
    values = np.repeat([1.0, 2.0], [90, 10])
    found = cut(values, np.ones(100, dtype=bool))
    assert [(item.low, item.high, len(item.places)) for item in found] == [(1, 1, 90), (2, 2, 10)]
    assert cut(np.empty(0), np.empty(0, dtype=bool)) == []


def test_a_slice_that_is_no_worse_than_luck_is_not_the_worst():
    values = np.arange(1000.0)
    correct = np.ones(1000, dtype=bool)
    correct[::100] = False
    assert worst(cut(values, correct)) is None
    correct[:60] = False
    assert worst(cut(values, correct)).high == 199
    assert worst([]) is None


def test_ink_and_size_of_a_drawn_box():
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 4:12, 3:21] = 255
    found = ink_and_size(images.reshape(2, 784))
    np.testing.assert_allclose(found["ink"], [8 * 18, 0])
    np.testing.assert_allclose(found["size"], [12, 0])


def test_measures_of_other_images_are_refused():
    with pytest.raises(ConfigurationError, match="same images"):
        cut(np.zeros(3), np.zeros(4, dtype=bool))
