"""Activations: what goes forward is what the formula says, and what goes back is its derivative."""

import numpy as np
import pytest
from scipy.special import expit

from mnist_core.nn.activations import ACTIVATIONS, LeakyReLU, ReLU, Sigmoid, Tanh
from mnist_core.nn.gradient_check import layer_gradient_errors


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (4, 3), (7, 11)])
@pytest.mark.parametrize("layer", [ReLU, LeakyReLU, Sigmoid, Tanh])
def test_activation_gradients(layer, shape):
    rng = np.random.default_rng(3)
    x = rng.normal(size=shape)
    x += 0.01 * np.sign(x)  # away from the kink of ReLU, where no derivative exists

    assert layer_gradient_errors(layer(), x, rng=rng)["x"] < 1e-6


def test_activations_forward():
    x = np.linspace(-800, 800, 41).reshape(1, -1)

    outputs = {name: layer().forward(x.copy(), training=False) for name, layer in ACTIVATIONS.items()}

    np.testing.assert_allclose(outputs["relu"], np.where(x > 0, x, 0))
    np.testing.assert_allclose(outputs["leaky_relu"], np.where(x > 0, x, 0.01 * x))
    np.testing.assert_allclose(outputs["sigmoid"], expit(x), atol=1e-15)
    np.testing.assert_allclose(outputs["tanh"], np.tanh(x))
