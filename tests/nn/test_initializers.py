"""First weights have the spread that their rule promises."""

import math

import numpy as np
import pytest

from mnist_core.nn.initializers import INITIALIZERS
from mnist_core.nn.layers import Dense

FAN_IN, FAN_OUT = 400, 300
VARIANCES = {
    "glorot_uniform": 2 / (FAN_IN + FAN_OUT),
    "glorot_normal": 2 / (FAN_IN + FAN_OUT),
    "he_uniform": 2 / FAN_IN,
    "he_normal": 2 / FAN_IN,
    "lecun_normal": 1 / FAN_IN,
    "zeros": 0,
}


def draw(name, dtype=np.float64):
    layer = Dense(FAN_IN, FAN_OUT)
    layer.bind({"weight": np.empty((FAN_IN, FAN_OUT), dtype), "bias": np.zeros(FAN_OUT, dtype)}, {})
    layer.initialize(INITIALIZERS[name], np.random.default_rng(0))
    return layer.weight


@pytest.mark.parametrize("name", INITIALIZERS)
def test_variance_and_mean(name):
    weights = draw(name)

    assert weights.shape == (FAN_IN, FAN_OUT)
    assert weights.var() == pytest.approx(VARIANCES[name], rel=0.02)
    assert weights.mean() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "limit"), [("glorot_uniform", math.sqrt(6 / (FAN_IN + FAN_OUT))), ("he_uniform", math.sqrt(6 / FAN_IN))]
)
def test_uniform_weights_stay_within_their_limit(name, limit):
    assert 0.99 * limit < np.abs(draw(name)).max() <= limit


@pytest.mark.parametrize("name", INITIALIZERS)
def test_both_precisions_start_alike(name):
    np.testing.assert_array_equal(draw(name, np.float32), draw(name).astype(np.float32))
