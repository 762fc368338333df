"""A store as it is after months of use: 500 finished runs of 75 epochs, without training any of them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.steps import RECORD
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig

RUNS, EPOCHS, COMPARED = 500, 75, 20
STEPS_PER_EPOCH = 430
SIZES = ((256, 128), (128,), (64, 32), (32,))
RATES = (0.1, 0.05, 0.02, 0.01, 0.2)


def fill_store(folder: Path) -> list[int]:
    """Fill a new store and return the numbers of its newest 20 runs, which have the values of every batch too."""
    store = RunStore(folder=folder)
    runs = store.runs.create_many([(config(index), f"run {index}") for index in range(RUNS)])
    compared = [run.id for run in runs[-COMPARED:]]
    rng = np.random.default_rng(0)
    with store.database.writing() as connection:
        connection.execute(tables.epochs.insert(), [row for run in runs for row in epoch_rows(run.id)])
        connection.execute(tables.step_blocks.insert(), [row for id_ in compared for row in step_rows(id_, rng)])
        for run in runs:
            connection.execute(tables.runs.update().where(tables.runs.c.id == run.id).values(**results(run.id)))
    keep_networks(store, [run.id for run in runs])
    store.close()
    return compared


def config(index: int) -> TrainingConfig:
    """Return set-ups that differ in sizes and learning rate, and pairs that differ in the seed alone."""
    return TrainingConfig(
        hidden_sizes=SIZES[index % len(SIZES)],
        learning_rate=RATES[index // len(SIZES) % len(RATES)],
        epochs=EPOCHS,
        batch_size=128,
        seed=index // (len(SIZES) * len(RATES)),
    )


def loss_at(id_: int, epoch: float) -> float:
    """Return a loss that falls as a real one does, a little differently for each run."""
    return 0.6 / (1 + epoch * (0.5 + id_ % 7 / 10)) + 0.01 + id_ % 20 / 2000


def epoch_rows(id_: int) -> Iterator[dict[str, object]]:
    """Yield the rows of a run's epochs."""
    for epoch in range(1, EPOCHS + 1):
        loss = loss_at(id_, epoch)
        yield {
            "run_id": id_,
            "epoch": epoch,
            "step": epoch * STEPS_PER_EPOCH,
            "train_loss": loss,
            "train_accuracy": 1 - loss / 3,
            "validation_loss": 1.05 * loss + 0.02 + 0.0005 * epoch,
            "validation_accuracy": 0.99 - loss / 3,
            "learning_rate": 0.1,
            "images": 55_000,
            "train_seconds": 0.5,
            "is_best": epoch < EPOCHS // 2,
        }


def step_rows(id_: int, rng: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield the rows of a run's steps, an epoch in each."""
    for epoch in range(1, EPOCHS + 1):
        records = np.zeros(STEPS_PER_EPOCH, RECORD)
        records["step"] = np.arange((epoch - 1) * STEPS_PER_EPOCH + 1, epoch * STEPS_PER_EPOCH + 1)
        records["epoch"] = epoch
        records["loss"] = loss_at(id_, epoch) * rng.lognormal(0, 0.3, STEPS_PER_EPOCH)
        records["accuracy"] = 1 - records["loss"] / 3
        yield {"run_id": id_, "last_step": int(records["step"][-1]), "data": records.tobytes()}


def results(id_: int) -> dict[str, object]:
    """Return what a finished run's row says."""
    loss = loss_at(id_, EPOCHS)
    return {
        "status": RunStatus.FINISHED.value,
        "queue_position": None,
        "has_checkpoint": True,
        "epoch": EPOCHS,
        "step": EPOCHS * STEPS_PER_EPOCH,
        "steps_per_epoch": STEPS_PER_EPOCH,
        "train_loss": loss,
        "train_accuracy": 1 - loss / 3,
        "validation_loss": 1.05 * loss + 0.06,
        "validation_accuracy": 0.99 - loss / 3,
        "best_validation_accuracy": 0.99 - loss / 3,
        "test_accuracy": round(0.988 - loss / 3, 4),
        "test_loss": 1.1 * loss + 0.05,
        "train_seconds": 0.5 * EPOCHS,
    }


def keep_networks(store: RunStore, ids: list[int]) -> None:
    """Give every run a network, which names it; those of the same sizes are alike."""
    alike: dict[tuple[int, ...], NeuralNetwork] = {}
    for id_ in ids:
        config = store.runs.get(id_).config
        if config.hidden_sizes not in alike:
            alike[config.hidden_sizes] = NeuralNetwork(config.layer_sizes, rng=np.random.default_rng(0))
        store.networks.keep(id_, alike[config.hidden_sizes])
