"""What every test shares: its own runs folder, far from the person's, and images that are learned in a moment."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import pytest
from hypothesis import settings

# Before NumPy is imported: many small products wait for one another on several threads of a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from mnist_core.data.dataset import Dataset  # noqa: E402
from mnist_core.nn.network import NeuralNetwork  # noqa: E402
from mnist_core.store.database import Database  # noqa: E402
from mnist_core.store.store import RunStore  # noqa: E402
from tests.worker.training_child import small_dataset  # noqa: E402

# A busy machine is no reason for a test to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def runs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the run store at a folder that vanishes with the test."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("MNIST_RUNS_DIR", str(folder))
    monkeypatch.delenv("MNIST_RUNS_URL", raising=False)
    yield folder


@pytest.fixture
def started() -> list[int]:
    """Return the numbers of the workers that would have been started, had a test not said that none is."""
    return []


@pytest.fixture
def started_jobs() -> list[Path]:
    """Return the folders of the jobs that would have been started, had a test not said that none is."""
    return []


@pytest.fixture
def open_store(started: list[int], started_jobs: list[Path]) -> Callable[..., RunStore]:
    """Return a function that opens a store which takes note of the workers and jobs to start, and starts none."""

    def take_note(_database: Database, worker_id: int, _threads: int) -> None:
        started.append(worker_id)

    def take_note_of_job(_database: Database, folder: Path) -> None:
        started_jobs.append(folder)

    return partial(RunStore, start_worker=take_note, start_job=take_note_of_job, start_tuner=lambda *_: None)


@pytest.fixture
def store(open_store: Callable[..., RunStore]) -> Iterator[RunStore]:
    """Open an empty store in the test's own folder."""
    store = open_store()
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


@pytest.fixture
def same_signals() -> Iterator[None]:
    """Put back the answers to signals that a process, run in this one, takes over."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
