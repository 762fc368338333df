import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import ConfigurationError
from mnist_core.explanation.class_distance import ClassDistances
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import load_pretrained


@pytest.fixture(scope="module")
def network() -> NeuralNetwork:
    return load_pretrained()


@pytest.fixture(scope="module")
def distances(network) -> ClassDistances:
    return ClassDistances(network, load_mnist().test.images[:3000])


def test_ranks_of_unseen_digits_are_spread_evenly(distances):
    ranks = [distances.rank(image) for image in load_mnist().train.images[:300]]
    assert 0.35 < np.mean(ranks) < 0.65
    assert np.mean(np.array(ranks) > 0.9) < 0.25


def test_noise_lies_farther_out_than_digits(distances):
    rng = np.random.default_rng(0)
    assert np.mean([distances.rank(rng.random(784)) for _ in range(20)]) > 0.9


def test_by_hand():
    network = NeuralNetwork((784, 1, 10), initializer="zeros", rng=np.random.default_rng(0))
    network.named_parameters()["dense1.weight"][0, 0] = 1
    images = np.zeros((5, 784), np.uint8)
    images[:, 0] = [0, 51, 102, 153, 204]  # 0.4 away from the middle at most
    distances = ClassDistances(network, images)
    assert distances.rank(images[2]) == 0
    assert distances.rank(np.eye(1, 784)[0]) == 1


def test_a_network_without_a_hidden_layer_is_refused():
    with pytest.raises(ConfigurationError, match="hidden layer"):
        ClassDistances(NeuralNetwork((784, 10), rng=np.random.default_rng(0)), np.zeros((1, 784), np.uint8))
