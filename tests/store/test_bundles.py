"""A run that goes to another store is the same there, and one that is refused leaves nothing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import BundleError, StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.files.bundle import Bundle, write_bundle
from mnist_core.files.snapshots import save_snapshot
from mnist_core.store import bundles
from mnist_core.store.measurements import Measurements, write_measurements
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, Insight, SettingChanged
from mnist_core.training.trainer import Trainer
from tests.store.any_state import put


@pytest.fixture
def other(open_store: Callable[..., RunStore], tmp_path: Path) -> RunStore:
    """Return a second store."""
    return open_store(folder=tmp_path / "other")


@pytest.fixture
def trained(store: RunStore, small_data: Dataset) -> int:
    """Return the number of a run that has trained, with all that a worker writes."""
    config = TrainingConfig(hidden_sizes=(8,), epochs=2, batch_size=20, validation_size=50)
    run = store.runs.create(config, name="first")
    trainer = Trainer(config)
    save_snapshot(store.runs.folder(run.id), 0, trainer.network)
    events = list(trainer.fit(small_data.train))
    save_snapshot(store.runs.folder(run.id), 16, trainer.network)
    kinds = (BatchEnd, EpochEnd, Insight)
    steps, epochs, insights = ([event for event in events if isinstance(event, kind)] for kind in kinds)
    insights += [Insight(1, 1, (0.5,), (0.25,), (0.125,), (), ((0.0, 1.0),), ((3,),), ((4,),))] if not insights else []
    changes = [SettingChanged(2, 9, "learning_rate", 0.1, 0.05)]
    with store.database.writing() as connection:
        write_measurements(connection, run.id, Measurements(steps, epochs, insights, changes))
    store.networks.keep(run.id, trainer.network)
    result = evaluate(trainer.network, small_data.test)
    columns = {"epoch": 2, "step": len(steps), "train_loss": epochs[-1].train_loss, "has_checkpoint": True}
    put(store, run.id, RunStatus.FINISHED, test_accuracy=result.accuracy, test_loss=result.loss, **columns)
    return run.id


def test_a_run_moves_with_everything(
    store: RunStore, other: RunStore, trained: int, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "BLOCK_STEPS", 7)
    other.runs.create(TrainingConfig())  # so that numbers differ
    moved = other.bundles.import_(store.bundles.export(trained), test=small_data.test)
    run = store.runs.get(trained)
    assert (moved.id, moved.name, moved.source, moved.status) == (2, "first", "imported", RunStatus.FINISHED)
    assert (moved.config, moved.epoch, moved.step, moved.created_at) == (
        run.config,
        run.epoch,
        run.step,
        run.created_at,
    )
    assert (moved.test_accuracy, moved.train_loss) == (run.test_accuracy, run.train_loss)
    for part in ("epochs", "insights", "changes"):
        assert getattr(other.history, part)(moved.id) == getattr(store.history, part)(trained)
    for name in ("step", "epoch", "loss", "accuracy", "learning_rate"):
        before, after = (getattr(place.history.steps(number), name) for place, number in ((store, trained), (other, 2)))
        np.testing.assert_array_equal(before, after)
    assert len(other.history.steps(2)) == run.step > 7
    steps = store.snapshots.steps(trained)
    assert other.snapshots.steps(2) == steps and len(steps) == 2
    for number in steps:
        assert store.snapshots.load(trained, number).parameters.tobytes() == (
            other.snapshots.load(2, number).parameters.tobytes()
        )
    assert store.networks.load(trained).parameters.tobytes() == other.networks.load(2).parameters.tobytes()
    first = other.history.first_layer(2)
    assert first is not None and first.shape == (784, 8)
    again = other.bundles.import_(other.bundles.export(2), test=small_data.test)
    assert (again.id, again.config, other.history.epochs(3)) == (3, run.config, other.history.epochs(2))


def test_what_never_trained_can_move_too(store: RunStore, other: RunStore, small_data: Dataset) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(8,)), name="waits")
    moved = other.bundles.import_(store.bundles.export(run.id), test=small_data.test)
    assert (moved.status, moved.has_checkpoint, moved.test_accuracy) == (RunStatus.STOPPED, False, None)


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({"status": "dancing"}, b""),
        ({"status": "finished", "created_at": "long ago"}, b""),
        ({"status": "finished", "epoch": None}, b""),
        ({"status": "finished"}, b"\1" * 21),
        ({"status": "finished"}, b"\1" * 40),
        ({"status": "finished"}, b"\1" * 8 + b"\xff" * 12),
    ],
)
def test_a_refused_bundle_leaves_nothing(store: RunStore, facts: dict, steps: bytes) -> None:
    data = write_bundle(Bundle(TrainingConfig(), {"created_at": 1.0} | facts, steps=steps))
    with pytest.raises(BundleError):
        store.bundles.import_(data)
    assert store.runs.all(include_deleted=True) == []


def test_a_full_disk_leaves_no_half_run(
    store: RunStore, other: RunStore, trained: int, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _write: object) -> None:
        raise OSError(28, "No space left on device")

    data = store.bundles.export(trained)
    monkeypatch.setattr(bundles, "write_durably", full)
    with pytest.raises(StoreError, match="No space left"):
        other.bundles.import_(data, test=small_data.test)
    assert other.runs.all() == []
