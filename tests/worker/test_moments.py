"""What a run keeps so that its training can be seen again, and that training does not feel it."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import NetworkFileError, StoreUnavailableError
from mnist_core.files import snapshots
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer
from mnist_core.worker import moments
from mnist_core.worker.moments import Moments

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=4, dropout=0.1, batch_norm=True, validation_size=100)
MOMENTS = [0, 1, 2, 4, 8, 16, 30, 60, 90, 120]
"""Of a run of four epochs of 30 steps."""

Working = Callable[..., AbstractContextManager[threading.Event]]
Wait = Callable[..., None]


def test_run_keeps_its_moments(store: RunStore, small_data: Dataset, working: Working, wait_until: Wait) -> None:
    store.runs.create(CONFIG)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)

    assert store.snapshots.steps(1) == MOMENTS
    trainer = Trainer(CONFIG)
    expected = {0: trainer.network.parameters.copy()}
    for event in trainer.fit(small_data.train):
        if isinstance(event, EpochEnd):
            expected[event.step] = trainer.network.parameters.copy()
    for step, parameters in expected.items():
        np.testing.assert_allclose(store.snapshots.load(1, step).parameters, parameters, rtol=1e-3, atol=1e-6)


def test_training_with_snapshots_and_pins_is_the_same_to_the_bit(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    for image in small_data.test.images[:20]:
        store.pins.add(image)
    store.runs.create(CONFIG)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)

    trainer = Trainer(CONFIG)
    list(trainer.fit(small_data.train))
    assert store.networks.load(1).parameters.tobytes() == trainer.network.parameters.tobytes()
    readings = store.pins.readings(1)
    assert len(readings) == 20
    insights = [insight.step for insight in store.history.insights(1)]
    assert all(found.steps.tolist() == insights for found in readings.values())
    np.testing.assert_allclose(np.stack([found.probabilities for found in readings.values()]).sum(axis=2), 1, rtol=1e-5)


def test_pins_are_read_with_the_weights_after_the_step(store: RunStore, small_data: Dataset) -> None:
    store.runs.create(CONFIG)
    trainer = Trainer(CONFIG.with_changes(weight_average=0.9))
    events = trainer.fit(small_data.train)
    taken = Moments(store, 1, trainer, 30, wanted=True)
    assert taken.read_pins() is None
    pin = store.pins.add(small_data.test.images[3])
    for _ in range(5):
        next(events)

    reading = taken.read_pins()

    assert reading is not None and (reading.step, list(reading.pins)) == (5, [pin.id])
    expected = trainer.latest_network().predict_proba(small_data.test.images[3])
    np.testing.assert_array_equal(reading.probabilities, expected)
    events.close()


def test_no_snapshots_where_a_person_wants_none(store: RunStore, working: Working, wait_until: Wait) -> None:
    store.snapshots.keep(wanted=False)
    store.runs.create(CONFIG)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)

    assert store.snapshots.steps(1) == []


def test_run_that_goes_on_drops_the_moments_that_were_undone(store: RunStore) -> None:
    store.runs.create(CONFIG)
    trainer = Trainer(CONFIG)
    for step in (0, 1, 2):
        snapshots.save_snapshot(store.runs.folder(1), step, trainer.network)

    Moments(store, 1, trainer, 30, wanted=True)

    assert store.snapshots.steps(1) == [0]


def test_interrupted_run_has_the_same_moments(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    with working() as leave:
        wait_until(lambda: store.runs.get(1).step > 35)
        leave.set()
        wait_until(lambda: store.runs.get(1).status in (RunStatus.INTERRUPTED, RunStatus.FINISHED))
    if store.runs.get(1).status is RunStatus.INTERRUPTED:
        store.queue.requeue(1)
        with working():
            wait_until(lambda: store.runs.get(1).status.is_over)

    assert store.snapshots.steps(1) == MOMENTS
    trainer = Trainer(CONFIG)
    list(trainer.fit(small_data.train))
    assert store.networks.load(1).parameters.tobytes() == trainer.network.parameters.tobytes()


def test_full_disk_costs_the_snapshots_and_not_the_training(
    store: RunStore, working: Working, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NetworkFileError("the snapshot cannot be written: No space left on device")

    monkeypatch.setattr(moments, "save_snapshot", full)
    store.runs.create(CONFIG)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)

    assert store.snapshots.steps(1) == []
    assert store.runs.get(1).status is RunStatus.FINISHED


def test_store_that_is_busy_costs_a_reading(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> list[object]:
        raise StoreUnavailableError("locked")

    store.runs.create(CONFIG)
    monkeypatch.setattr(store.pins, "all", busy)

    assert Moments(store, 1, Trainer(CONFIG), 30, wanted=True).read_pins() is None
