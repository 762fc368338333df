import numpy as np
import pytest

from mnist_core.explanation.slopes import activation_slope
from mnist_core.explanation.trace import trace_image
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.network import NeuralNetwork


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_passes_is_what_came_times_the_slope(activation, batch_norm):
    network = NeuralNetwork(
        (784, 8, 10), activation=activation, batch_norm=batch_norm, dtype="float64", rng=np.random.default_rng(0)
    )
    trace = trace_image(network, np.random.default_rng(1).random(784), 3)
    layer = trace.layers[0]
    passed = layer.grad_normalised if batch_norm else layer.grad_z
    for unit in range(8):
        slope = activation_slope(layer, unit)
        assert passed[unit] == pytest.approx(slope * layer.grad_outputs[unit], rel=1e-12)


def test_logits_pass_as_they_are():
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    assert activation_slope(trace_image(network, np.zeros(784, np.uint8), 3).layers[0], 4) == 1
