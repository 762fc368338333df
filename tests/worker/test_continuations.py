"""More epochs for runs that have finished; a thread plays the worker."""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.data.image import PIXELS
from mnist_core.errors import CheckpointError, ConfigurationError, StoreError
from mnist_core.files.checkpoint import checkpoint_paths
from mnist_core.store import continuations
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=2, validation_size=100)
STEPS_PER_EPOCH = 30
Wait = Callable[..., None]
Working = Callable[..., AbstractContextManager[threading.Event]]
Train = Callable[..., Run]


@pytest.fixture
def trained(store: RunStore, working: Working, wait_until: Wait) -> Train:
    """Return a function that has a worker train what is queued, and returns the last run."""

    def train(config: TrainingConfig | None = None) -> Run:
        run_id = store.runs.create(config).id if config else store.runs.all()[0].id
        with working():
            wait_until(lambda: store.runs.get(run_id).status.is_over)
        run = store.runs.get(run_id)
        assert run.status is RunStatus.FINISHED, run.message
        return run

    return train


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        replace(CONFIG, optimizer="adam", learning_rate=0.01, dropout=0.2, batch_norm=True),
        replace(CONFIG, optimizer="momentum", schedule="step", decay_every=1, weight_average=0.9),
        replace(CONFIG, early_stopping=50, dtype="float64"),
    ],
    ids=["sgd", "adam, dropout, batch norm", "momentum, step decay, averages", "early stopping"],
)
def test_continued_run_ends_as_one_that_was_planned_longer(
    store: RunStore, small_data: Dataset, trained: Train, config: TrainingConfig
) -> None:
    trained(config)
    assert "to the bit" in store.continuations.offer(store.runs.get(1), 3).said
    queued = store.continuations.start(1, 3)
    assert (queued.status, queued.continues, queued.epoch, queued.config.epochs) == (RunStatus.QUEUED, 1, 2, 5)
    run = trained()
    longer = Trainer(replace(config, epochs=5))
    events = list(longer.fit(small_data.train))
    network = store.networks.load(run.id)
    assert network.parameters.tobytes() == longer.network.parameters.tobytes()
    assert network.state.tobytes() == longer.network.state.tobytes()
    epochs = store.history.epochs(run.id)
    assert [item.epoch for item in epochs] == [1, 2, 3, 4, 5]
    told = [event for event in events if type(event).__name__ == "EpochEnd"]
    assert [item.train_loss for item in epochs] == [item.train_loss for item in told]
    np.testing.assert_array_equal(store.history.steps(run.id).step, np.arange(1, 5 * STEPS_PER_EPOCH + 1))
    assert run.train_seconds == pytest.approx(sum(item.train_seconds for item in epochs))


def test_continued_run_stays_as_it_was(store: RunStore, trained: Train) -> None:
    before = trained(CONFIG)
    network = store.networks.load(1).parameters.tobytes()
    store.continuations.start(1, 1)
    trained()
    assert store.runs.get(1) == before and store.networks.load(1).parameters.tobytes() == network
    assert store.continuations.start(2, 1).name == "Run 1, 4 epochs"  # not ", 3 epochs, 4 epochs"


def test_continued_run_takes_its_moments_along(store: RunStore, trained: Train) -> None:
    trained(CONFIG)
    store.continuations.start(1, 1)
    assert store.snapshots.steps(2) == store.snapshots.steps(1)
    trained()
    assert store.snapshots.steps(2)[-1] == 3 * STEPS_PER_EPOCH
    assert store.snapshots.load(2, 60).parameters.tobytes() == store.snapshots.load(1, 60).parameters.tobytes()


def test_moments_are_copied_where_a_file_cannot_lie_in_two_folders(
    store: RunStore, trained: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(CONFIG)

    def refuse(*_: object) -> None:
        raise PermissionError("this disk knows no links")

    monkeypatch.setattr(os, "link", refuse)
    store.continuations.start(1, 1)
    assert store.snapshots.steps(2) == store.snapshots.steps(1)


def test_files_that_cannot_be_copied_leave_no_run_behind(
    store: RunStore, trained: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(CONFIG)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(continuations.shutil, "copyfile", refuse)
    with pytest.raises(CheckpointError, match="cannot be copied: No space left"):
        store.continuations.start(1, 1)
    monkeypatch.undo()
    monkeypatch.setattr(continuations, "save_checkpoint", Mock(side_effect=CheckpointError("the disk is full")))
    with pytest.raises(CheckpointError, match="the disk is full"):
        store.continuations.start(1, 1)
    assert [run.id for run in store.runs.all()] == [1] and not store.runs.folder(2).exists()


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle"])
def test_falling_rate_rises_again_and_this_is_said(store: RunStore, trained: Train, schedule: str) -> None:
    run = trained(replace(CONFIG, schedule=schedule, warmup=0.2))
    said = store.continuations.offer(run, 2).said
    assert "rises at once to where a run of 4 epochs has it then" in said and "to the bit" not in said
    store.continuations.start(1, 2)
    rates = store.history.steps(trained().id).learning_rate
    assert rates[2 * STEPS_PER_EPOCH] > 10 * rates[2 * STEPS_PER_EPOCH - 1]


def test_images_that_varied_less_and_less_vary_again_and_this_is_said(store: RunStore) -> None:
    config = TrainingConfig(epochs=2, fade_augmentation=0.5).with_changes(augmentation_shift=2)
    store.runs.create(config)
    put(store, 1, RunStatus.FINISHED, epoch=2)
    assert "to the bit" not in store.continuations.offer(store.runs.get(1), 2).said
    store.runs.folder(1).mkdir()
    (store.runs.folder(1) / "step-000000000.safetensors").touch()
    assert "Images vary again as they do at epoch 3 of 4." in store.continuations.offer(store.runs.get(1), 2).said


def test_run_that_stopped_early_goes_on_with_new_patience(store: RunStore, trained: Train) -> None:
    run = trained(replace(CONFIG, epochs=30, early_stopping=1, learning_rate=2.0))
    assert run.epoch < 30
    offer = store.continuations.offer(run, 3)
    assert offer.epochs == run.epoch + 3 and "It had stopped early; its patience begins anew." in offer.said
    store.continuations.start(1, 3)
    assert trained().epoch > run.epoch
    for path in checkpoint_paths(store.runs.folder(1)):
        path.unlink()
    with pytest.raises(StoreError, match="run 1 had stopped early .* start a new run with more patience"):
        store.continuations.start(1, 3)


def test_run_without_its_state_is_trained_anew(store: RunStore, trained: Train, small_data: Dataset) -> None:
    trained(CONFIG)
    for path in checkpoint_paths(store.runs.folder(1)):
        path.unlink()
    offer = store.continuations.offer(store.runs.get(1), 1)
    assert not offer.goes_on and offer.said.endswith("trains all 3 epochs, the first 2 of them as before, to the bit.")
    begun = store.continuations.start(1, 1)
    assert (begun.continues, begun.step) == (None, 0)
    run = trained()
    old, new = store.history.epochs(1), store.history.epochs(run.id)
    assert [item.train_loss for item in new[:2]] == [item.train_loss for item in old]


def test_run_whose_state_is_damaged_is_trained_anew(store: RunStore, trained: Train) -> None:
    trained(CONFIG)
    checkpoint_paths(store.runs.folder(1))[0].write_bytes(b"damaged")
    assert store.continuations.start(1, 1).continues is None
    assert trained().epoch == 3


def test_what_cannot_be_continued_is_one_sentence(store: RunStore, runs_folder: Path) -> None:
    run = store.runs.create(CONFIG)
    with pytest.raises(StoreError, match="run 1 is queued and not finished.*; wait until it has"):
        store.continuations.start(1, 5)
    put(store, 1, RunStatus.STOPPED)
    with pytest.raises(StoreError, match="run 1 is stopped and not finished.*; resume it"):
        store.continuations.start(1, 5)
    put(store, 1, RunStatus.FAILED)
    with pytest.raises(StoreError, match="run 1 is failed and not finished.*; start a new run"):
        store.continuations.start(1, 5)
    put(store, 1, RunStatus.FINISHED, epoch=2)
    with pytest.raises(ConfigurationError, match="epochs must be"):
        store.continuations.start(1, 1000)
    with pytest.raises(StoreError, match="ships with the project cannot be continued"):
        store.continuations.start(0, 5)
    imported = replace(run, id=9, source="imported", status=RunStatus.FINISHED)
    assert store.continuations.hindrance(imported).startswith("run 9 was imported, so it cannot be continued")
    store.own_digits.add(np.full(PIXELS, 200, np.uint8), 3)
    lesson = store.own_digits.teach(0)
    put(store, lesson.id, RunStatus.FINISHED)
    with pytest.raises(StoreError, match="is a lesson in your own digits.*; teach it once more"):
        store.continuations.start(lesson.id, 5)


@pytest.mark.parametrize(("limit", "value"), [("MOST_CONTINUED", 2), ("MOST_CONTINUED_BYTES", 180_000)])
def test_states_of_the_runs_that_finished_last_are_kept(
    store: RunStore, working: Working, wait_until: Wait, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(continuations, limit, value)
    store.runs.create_many([(CONFIG, ""), (CONFIG, ""), (replace(CONFIG, epochs=3), "")])
    with working():
        wait_until(lambda: all(run.status.is_over for run in store.runs.all()))
        wait_until(lambda: not checkpoint_paths(store.runs.folder(1)))
    sizes = [len(checkpoint_paths(store.runs.folder(run_id))) for run_id in (1, 2, 3)]
    assert sizes == [0, 1, 1]
