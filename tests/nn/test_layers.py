"""Layers: what goes forward is what the formula says, and what goes back is its derivative."""

import numpy as np
import pytest

from mnist_core.nn.gradient_check import layer_gradient_errors
from mnist_core.nn.gradients import Gradients
from mnist_core.nn.layers import BatchNorm, Dense, Dropout

SHAPES = [(1, 1), (1, 5), (4, 3), (7, 11)]


class FrozenDropout(Dropout):
    """Dropout that silences the same units each time, as a numerical derivative needs."""

    def forward(self, x, *, training):
        self.rng = np.random.default_rng(5)
        return super().forward(x, training=training)


class ForgetfulDense(Dense):
    """A dense layer with a wrong derivation: it forgets to transpose the weights' part for half of the batch."""

    def backward(self, grad, gradients):
        wrong = grad.copy()
        wrong[0] = 0
        return super().backward(wrong, gradients)


def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("outputs", [1, 6])
def test_dense_gradients(shape, outputs):
    errors = layer_gradient_errors(Dense(shape[1], outputs), rng().normal(size=shape), rng=rng())

    assert max(errors.values()) < 1e-6


@pytest.mark.parametrize("shape", [(3, 1), (4, 3), (7, 11)])
def test_batch_norm_gradients(shape):
    errors = layer_gradient_errors(BatchNorm(shape[1]), rng().normal(2, 3, size=shape), rng=rng())

    assert max(errors.values()) < 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_batch_norm_gradients_outside_training(shape):
    errors = layer_gradient_errors(BatchNorm(shape[1]), rng().normal(2, 3, size=shape), training=False, rng=rng())

    assert max(errors.values()) < 1e-6


def test_batch_norm_gradient_of_one_image_is_zero():
    errors = layer_gradient_errors(BatchNorm(3), rng().normal(size=(1, 3)), rng=rng())

    assert max(errors.values()) < 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_dropout_gradients(shape):
    assert layer_gradient_errors(FrozenDropout(0.4), rng().normal(size=shape), rng=rng())["x"] < 1e-6


def test_gradient_check_finds_a_wrong_backward():
    errors = layer_gradient_errors(ForgetfulDense(5, 4), rng().normal(size=(6, 5)), rng=rng())

    assert min(errors.values()) > 1e-2


def test_dropout_keeps_the_mean_and_drops_its_share():
    dropout = Dropout(0.3)
    y = dropout.forward(np.ones((400, 500), np.float32), training=True)

    assert np.mean(y == 0) == pytest.approx(0.3, abs=0.005)
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert set(np.unique(y)) == {0, np.float32(1 / 0.7)}


def test_dropout_does_nothing_outside_training():
    x = rng().normal(size=(3, 4))

    assert Dropout(0.9).forward(x, training=False) is x


def test_batch_norm_forward_normalises_each_unit():
    layer = BatchNorm(4)
    state = {"mean": np.zeros(4), "variance": np.ones(4)}
    gain, bias = np.array([1.0, 2.0, 0.5, 1.0]), np.array([0.0, 1.0, -1.0, 3.0])
    layer.bind({"gain": gain, "bias": bias}, state)
    x = rng().normal(5, 2, size=(50, 4))

    y = layer.forward(x.copy(), training=True)

    np.testing.assert_allclose(y.mean(axis=0), bias, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=0), gain, rtol=1e-4)
    np.testing.assert_allclose(state["mean"], 0.1 * x.mean(axis=0))
    np.testing.assert_allclose(state["variance"], 0.9 + 0.1 * x.var(axis=0, ddof=1))


def test_batch_norm_uses_running_statistics_outside_training():
    layer = BatchNorm(2)
    state = {"mean": np.array([1.0, -1.0]), "variance": np.array([4.0, 9.0])}
    layer.bind({"gain": np.ones(2), "bias": np.zeros(2)}, state)

    y = layer.forward(np.array([[3.0, 2.0]]), training=False)

    np.testing.assert_allclose(y, [[1.0, 1.0]], rtol=1e-5)


def test_first_dense_layer_skips_the_gradient_of_the_pixels():
    layer = Dense(3, 2, needs_input_gradient=False)
    layer.bind({"weight": np.ones((3, 2)), "bias": np.zeros(2)}, {})
    layer.forward(np.ones((1, 3)), training=True)
    grad = np.ones((1, 2))

    assert layer.backward(grad, Gradients({"weight": np.empty((3, 2)), "bias": np.empty(2)})) is grad


def test_dense_repr_names_its_sizes():
    assert repr(Dense(784, 10)) == "Dense(784, 10)"
