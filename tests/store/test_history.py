import csv
import io

import numpy as np
import pytest

from mnist_core.errors import StoreError
from mnist_core.store import measurements
from mnist_core.store.measurements import Measurements
from mnist_core.store.run import RunStatus, RunTaken
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, Insight, SettingChanged
from tests.store.any_state import put


def batch(step: int) -> BatchEnd:
    """A step of a run with ten steps an epoch."""
    return BatchEnd(1 + (step - 1) // 10, step, 2.0 / step, step / 100, 0.1)


def epoch(number: int) -> EpochEnd:
    """An epoch of ten steps."""
    return EpochEnd(number, 10 * number, 1 / number, 0.5, 2 / number, 0.4 + number / 10, 0.1, 640, 0.25, True)


def insight(step: int) -> Insight:
    """A look inside a network of two layers."""
    return Insight(
        1, step, (0.1, 0.2), (1.0, 2.0), (0.01, 0.02), (0.25,), ((0.0, 1.0), (0.0, 2.0)), ((3,), (4,)), ((5,), (6,))
    )


@pytest.fixture
def measured(store: RunStore) -> RunStore:
    """A store whose run 1 has three blocks of ten steps, an epoch each, two insights and two changes."""
    store.runs.create(TrainingConfig(hidden_sizes=(3,)))
    with store.database.writing() as connection:
        for start in (1, 11, 21):
            measurements.write_steps(connection, 1, [batch(step) for step in range(start, start + 10)])
        measurements.write_epochs(connection, 1, [epoch(1), epoch(2), epoch(3)])
        measurements.write_insights(connection, 1, [insight(5), insight(25)])
        for step in (4, 24):
            measurements.write_change(connection, 1, SettingChanged(1, step, "learning_rate", 0.1, 0.01))
    return store


def test_steps_come_back_as_columns(measured: RunStore) -> None:
    steps = measured.history.steps(1)
    assert len(steps) == 30
    assert steps.loss.dtype == np.float32
    np.testing.assert_array_equal(steps.step, np.arange(1, 31))
    np.testing.assert_array_equal(steps.epoch, np.repeat([1, 2, 3], 10))
    np.testing.assert_allclose(steps.loss, 2 / np.arange(1, 31), rtol=1e-6)


@pytest.mark.parametrize("seen", [0, 1, 10, 15, 29, 30, 99])
def test_only_new_steps_are_returned(measured: RunStore, seen: int) -> None:
    np.testing.assert_array_equal(measured.history.steps(1, after_step=seen).step, np.arange(seen + 1, 31))


def test_run_without_measurements_has_empty_series(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    assert len(store.history.steps(1)) == 0
    assert store.history.epochs(1) == [] and store.history.insights(1) == [] and store.history.changes(1) == []
    assert store.history.latest_insight(1) is None
    assert store.history.first_layer(1) is None


def test_epochs_and_insights_and_changes_come_back_equal(measured: RunStore) -> None:
    assert measured.history.epochs(1) == [epoch(1), epoch(2), epoch(3)]
    assert measured.history.insights(1) == [insight(5), insight(25)]
    assert measured.history.insights(1, after_step=5) == [insight(25)] == [measured.history.latest_insight(1)]
    assert [change.step for change in measured.history.changes(1)] == [4, 24]


def test_epochs_of_several_runs_are_kept_apart(measured: RunStore) -> None:
    measured.runs.create(TrainingConfig())
    assert measured.history.epochs_of([2, 1]) == {2: [], 1: measured.history.epochs(1)}


def test_history_as_csv_holds_every_epoch(measured: RunStore) -> None:
    rows = list(csv.DictReader(io.StringIO(measured.history.as_csv(1))))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[1]["validation_accuracy"]) == pytest.approx(0.6)


def holder(store: RunStore) -> int:
    """Let a worker hold run 1 and return its number."""
    worker = store.workers.register()
    put(store, 1, RunStatus.RUNNING, worker_id=worker)
    return worker


def test_rewinding_forgets_what_came_later_but_keeps_changes(measured: RunStore) -> None:
    measured.history.rewind(1, epoch=2, step=15, held_by=holder(measured))
    np.testing.assert_array_equal(measured.history.steps(1).step, np.arange(1, 16))
    assert measured.history.epochs(1) == [epoch(1)]
    assert measured.history.insights(1) == [insight(5)]
    assert [change.step for change in measured.history.changes(1)] == [4, 24]
    run = measured.runs.get(1)
    assert (run.epoch, run.step, run.train_seconds, run.best_validation_accuracy) == (2, 15, 0.25, 0.5)
    assert run.validation_accuracy == 0.5


def test_rewinding_to_the_start_forgets_everything_measured(measured: RunStore) -> None:
    measured.history.rewind(1, epoch=0, step=0, held_by=holder(measured))
    assert len(measured.history.steps(1)) == 0
    run = measured.runs.get(1)
    assert (run.step, run.train_loss, run.best_validation_accuracy) == (0, None, None)


def test_first_layer_is_kept_within_half_a_step_of_its_scale(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    weights = np.random.default_rng(0).normal(size=(784, 100)).astype(np.float32)
    with store.database.writing() as connection:
        measurements.write_first_layer(connection, 1, 1, np.zeros((784, 3), np.float32))
        measurements.write_first_layer(connection, 1, 2, weights)
    shown = store.history.first_layer(1)
    assert shown is not None and shown.shape == (784, 64)
    assert np.abs(shown - weights[:, :64]).max() <= np.abs(weights[:, :64]).max() / 254 * 1.001


def everything(**columns: object) -> Measurements:
    """One of each kind of measurement."""
    weights = np.ones((784, 2), np.float32)
    change = SettingChanged(1, 4, "learning_rate", 0.1, 0.01)
    return Measurements([batch(1), batch(2)], [epoch(1)], [insight(2)], [change], (2, weights), dict(columns))


def test_holder_writes_everything_at_once(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    worker = store.workers.register()
    store.queue.claim(worker)
    store.queue.command(1, "pause")
    (command,) = store.queue.waiting_commands(1)
    store.history.write(1, everything(step=2, status=RunStatus.PAUSED), held_by=worker, obeyed=command.id, beat=True)
    run, view = store.runs.get(1), store.history.first_layer(1)
    assert (run.step, run.status) == (2, RunStatus.PAUSED)
    assert len(store.history.steps(1)) == 2 and store.history.epochs(1) == [epoch(1)]
    assert store.history.insights(1) == [insight(2)] and len(store.history.changes(1)) == 1
    assert view is not None and view.shape == (784, 2)
    assert store.queue.waiting_commands(1) == []


@pytest.mark.parametrize("columns", [{}, {"step": 2}, {"step": 2, "status": RunStatus.FINISHED}])
def test_worker_that_lost_its_run_writes_nothing(store: RunStore, columns: dict[str, object]) -> None:
    store.runs.create(TrainingConfig())
    worker = store.workers.register()
    store.queue.claim(worker)
    before = store.runs.get(1)
    with pytest.raises(RunTaken, match=f"no longer held by worker {worker + 1}"):
        store.history.write(1, everything(**columns), held_by=worker + 1)
    assert store.runs.get(1) == before
    assert len(store.history.steps(1)) == 0 and store.history.epochs(1) == [] and store.history.changes(1) == []


def test_write_that_fails_half_way_leaves_nothing(measured: RunStore) -> None:
    worker = measured.workers.register()
    put(measured, 1, RunStatus.RUNNING, worker_id=worker)
    with pytest.raises(StoreError):
        measured.history.write(1, Measurements([batch(31)], [epoch(1)], columns={"step": 31}), held_by=worker)
    assert len(measured.history.steps(1)) == 30 and measured.runs.get(1).step == 0
