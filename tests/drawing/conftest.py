import pytest

from mnist_core.files.network_file import load_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import PATH


@pytest.fixture(scope="session")
def robust() -> NeuralNetwork:
    """The network that comes with the project."""
    return load_network(PATH)
