import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import ConfigurationError
from mnist_core.explanation.hidden_neighbours import HiddenIndex
from mnist_core.nn.network import NeuralNetwork


@pytest.fixture(scope="module")
def network() -> NeuralNetwork:
    return NeuralNetwork((784, 24, 12, 10), activation="tanh", rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return load_mnist().train.images[:3000]


def test_an_image_is_most_like_itself(network, images):
    found = HiddenIndex(network, images).most_alike(images[2345])
    assert found.places[0] == 2345
    assert found.distances[0] < 0.02
    assert len(found.places) == 10


def test_the_nearest_are_those_of_the_activations(network, images):
    image = load_mnist().test.images[0]
    hidden, wanted = network.hidden_activations(images)[-1], network.hidden_activations(image)[-1][0]
    exact = np.linalg.norm(hidden - wanted, axis=1)
    found = HiddenIndex(network, images).most_alike(image, 10)
    assert set(found.places[:5]) <= set(np.argsort(exact)[:10])
    np.testing.assert_allclose(found.distances, exact[found.places], rtol=0.05, atol=0.02)


def test_what_cannot_be_searched_is_one_sentence(network, images):
    with pytest.raises(ConfigurationError, match="hidden layer"):
        HiddenIndex(NeuralNetwork((784, 10), rng=np.random.default_rng(0)), images)
    with pytest.raises(ConfigurationError, match="one image of shape"):
        HiddenIndex(network, images[:10]).most_alike(images[:2])
