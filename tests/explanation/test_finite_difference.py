"""One weight moved a little: the loss moves as the gradient says."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.finite_difference import STEPS, check_steps, check_weight
from mnist_core.explanation.trace import trace_image
from tests.explanation.random_networks import digit, labels, make, networks, smoothings


@given(network=networks, label=labels, smoothing=smoothings, data=st.data())
@settings(max_examples=60, deadline=None)
def test_difference_agrees_with_the_gradient_to_six_digits(network, label, smoothing, data):
    image = digit(label, network.layer_sizes[0])
    layers = trace_image(network, image, label, label_smoothing=smoothing).layers
    number = data.draw(st.integers(0, len(layers) - 1))
    row, unit = np.unravel_index(np.abs(layers[number].grad_weight).argmax(), layers[number].weight.shape)
    assume(abs(layers[number].grad_weight[row, unit]) > 1e-3)  # below it, rounding of the loss is what is compared
    place = number, data.draw(st.sampled_from((int(row), None))), int(unit)

    found = check_weight(network, image, label, place, step=1e-5, label_smoothing=smoothing)

    assert found.relative_error < 1e-6


@pytest.mark.parametrize(("dtype", "least"), [("float32", 1e-2), ("float64", 1e-7)])
def test_error_rises_on_both_sides_of_the_best_step(dtype, least):
    network = make(activation="tanh")
    row = int(np.abs(trace_image(network, digit(), 3).layers[0].grad_weight[:, 2]).argmax())

    checks = check_steps(network, digit(), 3, (0, row, 2), dtype=dtype)

    errors = [check.relative_error for check in checks]
    best = int(np.argmin(errors))
    assert [check.step for check in checks] == list(STEPS)
    assert errors[best] < least
    assert errors[0] > 10 * errors[best]
    assert errors[-1] > 10 * errors[best]


def test_check_shows_its_arithmetic():
    found = check_weight(make(), digit(), 3, (2, None, 3), step=1e-3)

    assert found.numerical == (found.loss_above - found.loss_below) / 2e-3
    assert found.loss_above < found.loss_below


def test_weight_without_influence_has_no_error():
    image = np.zeros(784, np.uint8)

    found = check_weight(make(), image, 3, (0, 5, 1))

    assert found.numerical == found.analytic == found.relative_error == 0


def test_check_leaves_the_network_alone():
    network = make()
    before = network.parameters.copy()

    check_steps(network, digit(), 3, (1, 2, 3), dtype="float32")

    np.testing.assert_array_equal(network.parameters, before)


@pytest.mark.parametrize("place", [(3, 0, 0), (0, 784, 0), (0, 0, 7), (0, -1, 0), (1, None, 5)])
def test_place_that_does_not_exist_is_refused(place):
    with pytest.raises(ConfigurationError, match="must"):
        check_weight(make(), digit(), 3, place)


@pytest.mark.parametrize("step", [0.0, -1e-3, float("nan"), float("inf")])
def test_step_that_is_no_step_is_refused(step):
    with pytest.raises(ConfigurationError, match="step must be a finite number > 0"):
        check_weight(make(), digit(), 3, (0, 0, 0), step=step)
