"""Finished runs in a store, without waiting for one."""

import numpy as np

from mnist_core.data.reference import MNIST, DataReference
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from tests.store.any_state import put


def add_finished_run(
    store: RunStore,
    name: str = "first",
    *,
    epochs: int = 3,
    seed: int = 0,
    learning_rate: float = 0.1,
    data: DataReference = MNIST,
) -> Run:
    """Put a run with a small untrained network and an invented history into the store."""
    config = TrainingConfig(hidden_sizes=(4,), epochs=epochs, seed=seed, learning_rate=learning_rate, data=data)
    run = store.runs.create(config, name=name)
    ends = [epoch_end(epoch, epochs) for epoch in range(1, epochs + 1)]
    with store.database.writing() as connection:
        write_epochs(connection, run.id, ends)
    rng = np.random.default_rng(seed)
    store.networks.keep(run.id, NeuralNetwork(config.layer_sizes, rng=rng, class_names=data.class_names))
    put(
        store,
        run.id,
        RunStatus.FINISHED,
        has_checkpoint=True,
        epoch=epochs,
        step=ends[-1].step,
        train_loss=ends[-1].train_loss,
        best_validation_accuracy=ends[-1].validation_accuracy,
        validation_accuracy=ends[-1].validation_accuracy,
        test_accuracy=0.1,
        test_loss=2.3,
        train_seconds=float(epochs),
    )
    return store.runs.get(run.id)


def epoch_end(epoch: int, epochs: int) -> EpochEnd:
    """Return the end of an epoch that took a second and lowered the loss a little."""
    return EpochEnd(
        epoch=epoch,
        step=10 * epoch,
        train_loss=1 / epoch,
        train_accuracy=epoch / (epochs + 1),
        validation_loss=1.1 / epoch,
        validation_accuracy=epoch / (epochs + 2),
        learning_rate=0.1,
        images=640,
        train_seconds=1.0,
        is_best=True,
    )
