"""The trace: what the layers that train really do, number for number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import ConfigurationError, DivergenceError
from mnist_core.explanation.trace import trace_image
from mnist_core.nn.layers import Dense, Dropout
from mnist_core.nn.losses import SoftmaxCrossEntropy
from tests.explanation.random_networks import digit, labels, make, networks, smoothings


@given(network=networks, label=labels, smoothing=smoothings, seed=st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_trace_gradients_are_those_of_backward_to_the_bit(network, label, smoothing, seed):
    image = digit(seed, network.layer_sizes[0])

    trace = trace_image(network, image, label, label_smoothing=smoothing)

    loss, grad_logits = SoftmaxCrossEntropy(smoothing)(
        network.forward(network.as_input(image), training=False), np.array([label], np.uint8)
    )
    assert trace.loss == loss
    network.backward(grad_logits)
    for layer in trace.layers:
        for key, found in (("weight", layer.grad_weight), ("bias", layer.grad_bias)):
            np.testing.assert_array_equal(found, network.named_gradients()[f"{layer.name}.{key}"])


@given(network=networks, seed=st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_trace_answers_as_the_network_does(network, seed):
    image = digit(seed, network.layer_sizes[0])

    trace = trace_image(network, image)

    np.testing.assert_array_equal(trace.logits, network.predict_logits(image)[0])
    np.testing.assert_array_equal(trace.probabilities, network.predict_proba(image)[0])
    for layer, activations in zip(trace.layers, network.hidden_activations(image), strict=False):
        np.testing.assert_array_equal(layer.outputs, activations[0])


@given(network=networks, label=labels, smoothing=smoothings)
@settings(max_examples=40, deadline=None)
def test_each_layer_takes_up_where_the_one_before_it_ends(network, label, smoothing):
    trace = trace_image(network, digit(1, network.layer_sizes[0]), label, label_smoothing=smoothing)

    assert trace.layers[0].inputs is trace.pixels
    assert len(trace.layers) == sum(isinstance(layer, Dense) for layer in network.layers)
    for before, after in zip(trace.layers, trace.layers[1:], strict=False):
        assert after.inputs is before.outputs
        assert after.grad_inputs is before.grad_outputs
    last = trace.layers[-1]
    np.testing.assert_array_equal(last.outputs, trace.logits)
    np.testing.assert_array_equal(last.grad_z, last.grad_outputs)
    for layer in trace.layers:
        np.testing.assert_allclose(layer.inputs @ layer.weight + layer.bias, layer.z, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(layer.grad_weight, np.outer(layer.inputs, layer.grad_z), rtol=1e-5)
        np.testing.assert_allclose(layer.grad_inputs, layer.weight @ layer.grad_z, rtol=1e-3, atol=1e-5)
        assert (layer.normalised is None) == (layer.grad_normalised is None)
        assert (layer.normalised is None) == (not network.batch_norm or layer is last)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_trace_leaves_the_network_alone(batch_norm):
    network = make(batch_norm=batch_norm, dropout=0.5)
    before = network.parameters.copy(), network.gradients.copy(), network.state.copy()

    trace = trace_image(network, digit(), 3)
    for layer in trace.layers:
        layer.weight[...] = 0

    for kept, now in zip(before, (network.parameters, network.gradients, network.state), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_gradient_of_the_pixels_is_there_though_training_skips_it():
    network = make(dtype="float64", activation="tanh")
    image = np.random.default_rng(0).random(784)
    found = trace_image(network, image, 3).layers[0].grad_inputs[17]

    above, below = image.copy(), image.copy()
    above[17] += 1e-5
    below[17] -= 1e-5
    slope = (trace_image(network, above, 3).loss - trace_image(network, below, 3).loss) / 2e-5

    assert found == pytest.approx(slope, rel=1e-6)


def test_without_a_label_nothing_goes_back():
    trace = trace_image(make(), digit())

    assert trace.label is trace.loss is trace.targets is None
    assert all(layer.grad_weight is layer.grad_z is layer.grad_inputs is None for layer in trace.layers)


def test_logits_have_the_gradient_p_minus_target():
    trace = trace_image(make(), digit(), 4, label_smoothing=0.2)

    assert trace.targets[4] == pytest.approx(0.82)
    np.testing.assert_allclose(trace.layers[-1].grad_z, trace.probabilities - trace.targets, atol=1e-7)


def test_names_say_what_follows_a_dense_layer():
    layers = trace_image(make((4, 3), activation="sigmoid"), digit()).layers

    assert [(layer.name, layer.activation) for layer in layers] == [
        ("dense1", "sigmoid"), ("dense2", "sigmoid"), ("dense3", "")
    ]  # fmt: skip


def test_dropout_silences_nothing():
    network = make((40,), dropout=0.9)
    trace = trace_image(network, digit(), 1)

    np.testing.assert_array_equal(trace.logits, network.predict_logits(digit())[0])
    assert any(isinstance(layer, Dropout) for layer in network.layers)


@pytest.mark.parametrize("label", [-1, 10, 2.5, "3"])
def test_trace_refuses_a_label_that_is_no_digit(label):
    with pytest.raises(ConfigurationError, match="label must be a whole number from 0 to 9"):
        trace_image(make(), digit(), label)


def test_trace_refuses_two_images():
    with pytest.raises(ConfigurationError, match="one image"):
        trace_image(make(), np.zeros((2, 784), np.uint8))


def test_trace_of_a_network_that_overflows_says_so():
    network = make((4, 4))
    network.parameters[...] = 1e38

    with pytest.raises(DivergenceError, match="overflow"):
        trace_image(network, digit())
