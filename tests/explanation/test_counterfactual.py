import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import ConfigurationError
from mnist_core.explanation.counterfactual import smallest_change
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import load_pretrained


@pytest.fixture(scope="module")
def network() -> NeuralNetwork:
    return load_pretrained()


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    """A seven."""
    return load_mnist().test.images[0]


@pytest.mark.parametrize("target", [0, 3, 8])
def test_the_changed_image_is_read_as_the_target_and_is_an_image(network, image, target):
    change = smallest_change(network, image, target)
    assert change.found
    assert network.predict(change.changed)[0] == target
    assert change.changed.min() >= 0
    assert change.changed.max() <= 1
    assert 0.1 < change.distance < 6


def test_a_little_less_of_the_change_is_not_enough(network, image):
    change = smallest_change(network, image, 3)
    assert network.predict(change.between(2)[1])[0] == 3
    less = change.image + 0.98 * (change.changed - change.image)
    assert network.predict(np.clip(less, 0, 1))[0] != 3


def test_a_linear_network_needs_the_distance_to_the_plane():
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    image = np.full(784, 0.5, np.float32)
    answer = int(network.predict(image)[0])
    target = int(np.argsort(network.predict_logits(image)[0])[-2])
    weight = network.named_parameters()["dense1.weight"]
    plane = weight[:, target] - weight[:, answer]
    wanted = abs(float(image @ plane)) / float(np.linalg.norm(plane))
    assert smallest_change(network, image, target).distance == pytest.approx(wanted, rel=0.03)


def test_the_answer_itself_needs_no_change(network, image):
    assert smallest_change(network, image, 7).distance == 0


def test_a_network_without_a_slope_finds_nothing(image):
    network = NeuralNetwork((784, 4, 10), initializer="zeros", rng=np.random.default_rng(0))
    assert not smallest_change(network, image, 3).found


@pytest.mark.parametrize("target", [-1, 10, 2.5])
def test_a_digit_that_there_is_not_is_refused(network, image, target):
    with pytest.raises(ConfigurationError, match="target must be a whole number from 0 to 9"):
        smallest_change(network, image, target)
