"""The network as a whole: its flat vectors, its gradients, its predictions, its copies."""

import threading

import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.nn.gradient_check import numerical_gradient, relative_error
from mnist_core.nn.gradients import Destination
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.nn.network import NeuralNetwork


def make(sizes=(6, 5, 4, 3), **options):
    return NeuralNetwork(sizes, rng=np.random.default_rng(1), **({"dtype": np.float64} | options))


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "sigmoid", "tanh"])
def test_gradient_of_the_whole_network(activation, batch_norm):
    rng = np.random.default_rng(2)
    network = make((6, 5, 4, 10), activation=activation, batch_norm=batch_norm)
    network.parameters += rng.normal(0, 0.3, network.parameters.shape)
    x, labels, criterion = rng.random((7, 6)), rng.integers(0, 10, 7, dtype=np.uint8), SoftmaxCrossEntropy(0.1)

    def loss():
        return criterion(network.forward(x, training=True), labels)[0]

    network.backward(criterion(network.forward(x, training=True), labels)[1])

    assert relative_error(network.gradients, numerical_gradient(loss, network.parameters)) < 1e-6


@pytest.mark.parametrize("batch_norm", [False, True])
def test_gradient_is_added_to_any_vector_even_to_the_parameters(batch_norm):
    rng = np.random.default_rng(2)
    network = make((6, 5, 4, 3), batch_norm=batch_norm)
    x, upstream = rng.random((7, 6)), rng.normal(size=(7, 3))
    network.forward(x, training=True)
    network.backward(upstream)
    gradient, parameters = network.gradients.copy(), network.parameters.copy()
    velocity = rng.normal(size=gradient.shape)
    expected_velocity = 0.9 * velocity + gradient

    network.backward(upstream, Destination(velocity, keep=0.9))
    network.backward(upstream, Destination(network.parameters, keep=1, scale=-0.1))

    np.testing.assert_allclose(velocity, expected_velocity)
    np.testing.assert_allclose(network.parameters, parameters - 0.1 * gradient, atol=1e-14)
    network.parameters[...] = parameters
    network.forward(x, training=True)
    network.backward(upstream)
    np.testing.assert_allclose(network.gradients, gradient, atol=1e-14)


def test_one_step_of_two_layers_worked_by_hand():
    network = make((2, 2, 2))
    named = network.named_parameters()
    named["dense1.weight"][...] = [[1, -1], [2, 0]]
    named["dense1.bias"][...] = [0, 1]
    named["dense2.weight"][...] = [[1, 0], [0, 2]]
    named["dense2.bias"][...] = [1, 0]

    # x = (1, 0.5):  z₁ = (1·1 + 0.5·2 + 0, 1·(-1) + 0.5·0 + 1) = (2, 0),  a = max(z₁, 0) = (2, 0)
    # z₂ = (2·1 + 0·0 + 1, 2·0 + 0·2 + 0) = (3, 0)
    logits = network.forward(np.array([[1.0, 0.5]]), training=True)
    np.testing.assert_allclose(logits, [[3, 0]])

    # With G = ∂L/∂z₂ = (0.5, -0.5):  ∂L/∂W₂ = aᵀ G = ((1, -1), (0, 0)),  ∂L/∂b₂ = G
    # ∂L/∂a = G W₂ᵀ = (0.5·1 + 0, 0 - 0.5·2) = (0.5, -1);  the second unit is at 0 and passes nothing: ∂L/∂z₁ = (0.5, 0)
    # ∂L/∂W₁ = xᵀ ∂L/∂z₁ = ((0.5, 0), (0.25, 0)),  ∂L/∂b₁ = (0.5, 0)
    network.backward(np.array([[0.5, -0.5]]))
    gradients = network.named_gradients()
    np.testing.assert_allclose(gradients["dense2.weight"], [[1, -1], [0, 0]])
    np.testing.assert_allclose(gradients["dense2.bias"], [0.5, -0.5])
    np.testing.assert_allclose(gradients["dense1.weight"], [[0.5, 0], [0.25, 0]])
    np.testing.assert_allclose(gradients["dense1.bias"], [0.5, 0])


def test_named_parameters_are_views_into_the_flat_vector_weights_first():
    network = make()
    named = network.named_parameters()

    network.parameters[...] = np.arange(network.parameters.size)

    assert list(named) == [f"dense{n}.{kind}" for n in (1, 2, 3) for kind in ("weight", "bias")]
    assert named["dense1.weight"][0].tolist() == [0, 1, 2, 3, 4]
    assert named["dense1.bias"][0] == network.weight_count == 6 * 5 + 5 * 4 + 4 * 3
    assert sum(view.size for view in named.values()) == network.parameters.size


def test_state_holds_the_running_statistics_of_batch_norm():
    network = make(batch_norm=True)

    assert make().state.size == 0
    assert network.state.size == 2 * (5 + 4)
    assert list(network.named_state()) == [
        "batch_norm1.mean",
        "batch_norm1.variance",
        "batch_norm2.mean",
        "batch_norm2.variance",
    ]


def test_predict_proba_reads_bytes_and_floats_alike():
    network = make((784, 20, 10), dtype=np.float32)
    images = np.random.default_rng(0).integers(0, 256, (2300, 784), dtype=np.uint8)

    probabilities = network.predict_proba(images)

    assert probabilities.shape == (2300, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(probabilities, network.predict_proba(images / 255), rtol=1e-4)
    np.testing.assert_array_equal(network.predict(images), probabilities.argmax(axis=1))


def test_a_temperature_makes_answers_firmer_and_changes_none():
    network, images = make((784, 8, 10)), np.random.default_rng(0).integers(0, 256, (5, 784), np.uint8)
    logits, before = network.predict_logits(images), network.predict_proba(images)
    network.temperature = 0.5
    np.testing.assert_array_equal(network.predict_logits(images), logits)
    after = network.copy().predict_proba(images)
    np.testing.assert_allclose(after, before**2 / (before**2).sum(axis=1, keepdims=True), rtol=1e-4)


def test_predict_proba_takes_a_single_image():
    assert make((784, 10)).predict_proba(np.zeros(784, np.uint8)).shape == (1, 10)


def test_predict_proba_takes_no_image_at_all():
    assert make((784, 10)).predict_proba(np.zeros((0, 784), np.uint8)).shape == (0, 10)


@pytest.mark.parametrize("images", [np.zeros((2, 783)), np.zeros((2, 28, 29)), np.full((2, 784), -1)])
def test_predict_proba_refuses_what_is_no_image(images):
    with pytest.raises(ConfigurationError, match="images .*must"):
        make((784, 10)).predict_proba(images)


@pytest.mark.parametrize("pixel", [255.0, 1.1, -0.5, np.nan, np.inf])
def test_predict_refuses_floats_that_are_no_shares(pixel):
    images = np.zeros((3, 784), np.float32)
    images[1, 400] = pixel
    for method in (make((784, 10)).predict, make((784, 10)).predict_proba):
        with pytest.raises(ConfigurationError, match="must be from 0 to 1, got .*; divide by 255"):
            method(images)


def test_layer_sizes_may_be_numpys():
    assert make((np.int64(784), np.uint8(10))).layer_sizes == (784, 10)


def test_predict_proba_from_several_threads_gives_what_one_gives():
    network = make((784, 64, 10), dtype=np.float32)
    images = np.random.default_rng(0).integers(0, 256, (4, 500, 784), dtype=np.uint8)
    expected = [network.predict_proba(part) for part in images]
    found = [[] for _ in images]

    def predict(index):
        for _ in range(10):
            found[index].append(network.predict_proba(images[index]))

    threads = [threading.Thread(target=predict, args=(index,)) for index in range(len(images))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for index, results in enumerate(found):
        for result in results:
            np.testing.assert_array_equal(result, expected[index])


def test_hidden_activations_are_those_of_each_hidden_layer():
    network = make((6, 5, 4, 3), dropout=0.5)
    x = np.random.default_rng(0).random((2, 6))
    named = network.named_parameters()

    first, second = network.hidden_activations(x)

    np.testing.assert_allclose(first, np.maximum(x @ named["dense1.weight"] + named["dense1.bias"], 0))
    np.testing.assert_allclose(second, np.maximum(first @ named["dense2.weight"] + named["dense2.bias"], 0))


def test_copy_is_equal_and_independent():
    network = make(batch_norm=True, dropout=0.2)
    network.state += 0.5
    twin = network.copy()
    before = twin.parameters.copy()

    network.parameters += 1

    np.testing.assert_array_equal(twin.parameters, before)
    np.testing.assert_array_equal(twin.state, network.state)
    assert twin.dropout == 0.2


def test_description_builds_the_same_architecture():
    network = make(activation="tanh", batch_norm=True)

    assert NeuralNetwork.from_description(network.describe()).describe() == network.describe()


def test_repr_says_what_it_is():
    network = make((784, 256, 128, 10), dtype=np.float32)

    assert repr(network) == "NeuralNetwork(784-256-128-10, relu, 235,146 parameters, float32)"


@pytest.mark.parametrize(
    ("sizes", "options"),
    [((5,), {}), ((5, 0), {}), ((5, 2.5), {}), ((5, True), {}), ((5, 2), {"dtype": np.float16})]
    + [((5, 2), {"activation": "softplus"}), ((5, 2), {"initializer": "ones"}), ((5, 2), {"dropout": 1})],
)
def test_network_refuses_nonsense(sizes, options):
    with pytest.raises(ConfigurationError):
        make(sizes, **options)
