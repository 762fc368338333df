"""The bound of a network's answers holds, and is no larger than it must be where that is plain."""

import numpy as np
import pytest

from mnist_core.files.answer_bound import largest_output
from mnist_core.nn.network import NeuralNetwork


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_no_image_exceeds_the_bound(activation: str, batch_norm: bool) -> None:
    rng = np.random.default_rng(0)
    network = NeuralNetwork((784, 12, 10), activation=activation, batch_norm=batch_norm, rng=rng)
    network.parameters[...] = 3 * rng.normal(size=network.parameters.size)
    images = rng.random((200, 784), dtype=np.float32)
    assert np.abs(network.predict_logits(images)).max() <= largest_output(network) < 1e7


def test_bound_of_one_layer_is_the_largest_sum_of_a_column() -> None:
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    network.parameters[...] = 0.5
    assert largest_output(network) == 784 * 0.5 + 0.5


def test_bound_beyond_every_number_is_infinite() -> None:
    network = NeuralNetwork((784, 4, 4, 10), rng=np.random.default_rng(0), dtype="float64")
    network.parameters[...] = 1e200
    assert largest_output(network) == np.inf
