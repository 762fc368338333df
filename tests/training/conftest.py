"""The images that tests of training learn from."""

import pytest

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.data.mnist import load_mnist


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real data set, loaded once."""
    return load_mnist()


@pytest.fixture(scope="session")
def images(mnist) -> ImageSet:
    """The first thousand training images, enough for what needs no accuracy."""
    return mnist.train.take(slice(1000))
