"""A store of its own for each test, and images that are learned in a moment."""

from collections.abc import Callable, Iterator
from time import monotonic, sleep

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.nn.network import NeuralNetwork
from mnist_core.runs.store import RunStore
from tests.runs.training_child import small_dataset


@pytest.fixture
def store() -> Iterator[RunStore]:
    """Open an empty store in the test's own folder."""
    store = RunStore()
    yield store
    store.close()


@pytest.fixture(scope="session")
def small_data() -> Dataset:
    """Return images that take milliseconds an epoch."""
    return small_dataset()


@pytest.fixture
def wait_until() -> Callable[..., None]:
    """Return a function that waits on a condition, with a limit."""

    def wait(condition: Callable[[], object], *, seconds: float = 60.0) -> None:
        limit = monotonic() + seconds
        while not condition():
            assert monotonic() < limit, "the condition did not become true in time"
            sleep(0.002)

    return wait


@pytest.fixture
def rng_network() -> NeuralNetwork:
    """Return a small network with random weights."""
    network = NeuralNetwork((784, 9, 10), batch_norm=True, rng=np.random.default_rng(5))
    network.state[...] = np.random.default_rng(6).random(network.state.size)
    return network
