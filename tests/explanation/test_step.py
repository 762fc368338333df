"""One step on one digit: small ones help, large ones do not, and the network itself never moves."""

import numpy as np
import pytest

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.explanation.step import accuracy, learn_digit, loss_along_gradient
from mnist_core.explanation.trace import trace_image
from tests.explanation.random_networks import digit, make

KINDS = pytest.mark.parametrize("options", [{}, {"batch_norm": True, "dropout": 0.5}, {"dtype": "float64"}])


@KINDS
def test_step_is_the_weights_less_rate_times_gradient(options):
    network = make(**options)
    trace = trace_image(network, digit(), 3, label_smoothing=0.1)

    step = learn_digit(network, digit(), 3, 0.05, label_smoothing=0.1)

    for layer in trace.layers:
        stepped = step.network.named_parameters()[f"{layer.name}.weight"]
        np.testing.assert_allclose(stepped, layer.weight - 0.05 * layer.grad_weight, rtol=1e-5, atol=1e-7)
    np.testing.assert_array_equal(step.network.state, network.state)


@KINDS
def test_small_step_lowers_the_loss(options):
    step = learn_digit(make(**options), digit(), 3, 0.01)

    assert step.loss_after < step.loss_before
    assert step.probabilities_after[3] > step.probabilities_before[3]


def test_step_leaves_the_network_alone():
    network = make()
    before = network.parameters.copy()

    learn_digit(network, digit(), 3, 1.0)
    loss_along_gradient(network, digit(), 3, [0.1, 1.0])

    np.testing.assert_array_equal(network.parameters, before)


def test_accuracy_is_measured_before_and_after():
    network = make()
    test = ImageSet(np.stack([digit(seed) for seed in range(30)]), np.full(30, 3, np.uint8))

    step = learn_digit(network, digit(), 3, 5.0, test=test)

    assert step.accuracy_before == accuracy(network, test) == np.mean(network.predict(test.images) == 3)
    assert step.accuracy_after == accuracy(step.network, test) > step.accuracy_before
    assert learn_digit(network, digit(), 3, 1.0).accuracy_before is None


def test_losses_along_the_gradient_are_those_of_the_steps():
    network = make(batch_norm=True)

    losses = loss_along_gradient(network, digit(), 3, [0.0, 0.01, 0.3], label_smoothing=0.1)

    steps = [learn_digit(network, digit(), 3, rate, label_smoothing=0.1) for rate in (0.0, 0.01, 0.3)]
    assert losses.tolist() == [step.loss_after for step in steps]
    assert losses[0] == steps[0].loss_before


def test_loss_that_overflows_is_infinite():
    assert loss_along_gradient(make((4, 4, 4)), digit(), 3, [1e30]).tolist() == [np.inf]


@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf")])
def test_learning_rate_that_is_none_is_refused(rate):
    with pytest.raises(ConfigurationError, match="learning_rate must be"):
        learn_digit(make(), digit(), 3, rate)
