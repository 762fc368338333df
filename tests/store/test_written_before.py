"""A store and its networks, written by an earlier version of the program, open in this one."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.files.network_file import load_network, read_description
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from mnist_core.worker.__main__ import work

WRITTEN = Path(__file__).parent / "written_before"
CONFIG = TrainingConfig(
    hidden_sizes=(3,),
    batch_size=20,
    epochs=2,
    optimizer="momentum",
    learning_rate=0.02,
    dropout=0.1,
    batch_norm=True,
    validation_size=100,
)
"""Of the finished run; the interrupted one has seed 1."""

STEPS = 60


@pytest.fixture
def old_store(runs_folder: Path) -> Iterator[RunStore]:
    """Open a copy of the store that was written before."""
    shutil.copytree(WRITTEN, runs_folder)
    store = RunStore()
    yield store
    store.close()


def trained(config: TrainingConfig, data: Dataset, *, changed_at: int = 0, learning_rate: float = 0.0) -> Trainer:
    """Train without a store, changing the learning rate before one of the steps."""
    trainer = Trainer(config)
    for _ in trainer.fit(data.train):
        if trainer.step == changed_at - 1:
            trainer.change("learning_rate", learning_rate)
    return trainer


def test_runs_and_their_histories_are_read(old_store: RunStore) -> None:
    interrupted, finished = old_store.runs.all()
    assert (finished.name, finished.status, finished.test_accuracy) == ("finished", RunStatus.FINISHED, 0.79)
    assert (interrupted.name, interrupted.status, interrupted.step) == ("interrupted", RunStatus.INTERRUPTED, 47)
    assert finished.config == CONFIG and interrupted.config == CONFIG.with_changes(seed=1)
    assert [epoch.validation_accuracy for epoch in old_store.history.epochs(1)][-1] == finished.validation_accuracy
    np.testing.assert_array_equal(old_store.history.steps(1).step, np.arange(1, STEPS + 1))
    (change,) = old_store.history.changes(2)
    assert (change.step, change.field, change.old, change.new) == (41, "learning_rate", 0.02, 0.01)
    insight, view = old_store.history.latest_insight(2), old_store.history.first_layer(2)
    assert insight is not None and insight.step == 41 and len(insight.gradient_rms) == 2
    assert view is not None and view.shape == (784, 3)


def test_networks_are_read_and_read_as_well_as_then(old_store: RunStore, small_data: Dataset) -> None:
    path = WRITTEN / "run-000001" / "network.safetensors"
    assert read_description(path.read_bytes()).metadata["name"] == "finished"
    for network in (load_network(path), old_store.networks.load(1)):
        correct = network.predict(small_data.test.images) == small_data.test.labels
        assert correct.mean() == old_store.runs.get(1).test_accuracy
    assert old_store.networks.load(2).layer_sizes == (784, 3, 10)


def test_finished_run_is_the_one_that_training_gives_now(old_store: RunStore, small_data: Dataset) -> None:
    now, then = trained(CONFIG, small_data).network, old_store.networks.load(1)
    np.testing.assert_allclose(then.parameters, now.parameters, rtol=1e-3, atol=1e-5)  # BLAS differs among machines


def test_interrupted_run_goes_on_to_the_end_that_it_would_have_had(old_store: RunStore, small_data: Dataset) -> None:
    old_store.queue.requeue(2)
    work(old_store, old_store.workers.register(), linger=0.0, leave=threading.Event(), load=lambda _data: small_data)
    assert old_store.runs.get(2).status is RunStatus.FINISHED
    np.testing.assert_array_equal(old_store.history.steps(2).step, np.arange(1, STEPS + 1))
    whole = trained(CONFIG.with_changes(seed=1), small_data, changed_at=41, learning_rate=0.01).network
    kept = old_store.networks.load(2)
    np.testing.assert_allclose(kept.parameters, whole.parameters, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(kept.state, whole.state, rtol=1e-3, atol=1e-5)
