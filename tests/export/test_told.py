"""The chief facts of a run in words."""

from dataclasses import replace

from mnist_core.export.told import set_up
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig


def test_what_is_known_is_told_and_nothing_else(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(learning_rate=0.25, batch_norm=True, epochs=7))
    assert set_up(run) == {
        "Trained": "7 epochs in batches of 64, by sgd at a learning rate of 0.25, seed 0",
        "Hidden units": "relu, batch normalisation",
    }
    done = replace(run, epoch=5, train_seconds=1234.5, finished_at=1.7e9)
    assert set_up(done)["Trained"].startswith("5 epochs") and set_up(done)["Time"] == "1,234 seconds of training"
    assert set_up(done)["Date"].endswith(" November 2023")
    assert set_up(replace(run, source="imported")) == {"Trained": "elsewhere"}
