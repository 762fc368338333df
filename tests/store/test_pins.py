"""Pinned digits: kept by the store, few, and what runs read of them comes back by pin."""

from collections.abc import Callable

import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.store import measurements, tables
from mnist_core.store.pin_readings import PinReading
from mnist_core.store.pins import MAX_PINS
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.store.any_state import put

IMAGE = np.arange(784).astype(np.uint8)


def write(store: RunStore, step: int, pins: list[int]) -> np.ndarray:
    """Write what run 1 answered at a step, and return it."""
    probabilities = np.random.default_rng(step).dirichlet(np.ones(10), len(pins)).astype(np.float32)
    with store.database.writing() as connection:
        measurements.write_pin_readings(connection, 1, [PinReading(step, pins, probabilities)])
    return probabilities


def test_pins_come_back_in_order(store: RunStore, open_store: Callable[..., RunStore]) -> None:
    store.pins.add(IMAGE, 4)
    store.pins.add(IMAGE[::-1].copy())

    first, second = open_store().pins.all()

    assert (first.id, first.label, second.label) == (1, 4, None)
    np.testing.assert_array_equal(first.image, IMAGE)
    np.testing.assert_array_equal(second.image, IMAGE[::-1])


def test_drawing_is_pinned_to_the_nearest_byte(store: RunStore) -> None:
    drawing = np.random.default_rng(0).random(784, np.float32)

    store.pins.add(drawing, 3)

    np.testing.assert_allclose(store.pins.all()[0].image / 255, drawing, atol=0.5 / 255 + 1e-6)


def test_number_of_a_removed_pin_is_not_given_out_again(store: RunStore) -> None:
    store.pins.remove(store.pins.add(IMAGE).id)
    store.pins.remove(99)

    assert store.pins.all() == []
    assert store.pins.add(IMAGE).id == 2


def test_pins_are_few(store: RunStore) -> None:
    for _ in range(MAX_PINS):
        store.pins.add(IMAGE)

    with pytest.raises(ConfigurationError, match="pins must be at most 20; remove one"):
        store.pins.add(IMAGE)
    store.pins.remove(5)
    store.pins.add(IMAGE)


@pytest.mark.parametrize(
    ("image", "label", "message"),
    [
        (np.zeros(783, np.uint8), None, "image must have shape"),
        (np.zeros((28, 28), np.uint8), None, "image must have shape"),
        (np.full(784, 1.5), None, "image must be uint8"),
        (np.full(784, np.nan), None, "image must be uint8"),
        (np.zeros(784, np.int64), None, "image must be uint8"),
        (IMAGE, 10, "label must be a whole number from 0 to 9"),
        (IMAGE, True, "label must be a whole number from 0 to 9"),
    ],
)
def test_what_is_no_digit_is_not_pinned(store: RunStore, image: np.ndarray, label: int, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        store.pins.add(image, label)


def test_readings_come_back_by_pin(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    early, late = write(store, 10, [1, 2]), write(store, 20, [2, 3])

    readings = store.pins.readings(1)

    assert {pin: found.steps.tolist() for pin, found in readings.items()} == {1: [10], 2: [10, 20], 3: [20]}
    np.testing.assert_array_equal(readings[2].probabilities, [early[1], late[0]])
    assert store.pins.readings(1, after_step=10).keys() == {2, 3}
    assert store.pins.readings(1, after_step=20) == store.pins.readings(2) == {}


def test_second_reading_of_a_step_replaces_the_first(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    write(store, 10, [1])
    write(store, 10, [1])

    assert store.pins.readings(1)[1].steps.tolist() == [10]


def test_rewinding_forgets_what_was_read_later(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    write(store, 10, [1])
    write(store, 20, [1])

    worker = store.workers.register()
    put(store, 1, RunStatus.RUNNING, worker_id=worker)
    store.history.rewind(1, epoch=1, step=10, held_by=worker)

    assert store.pins.readings(1)[1].steps.tolist() == [10]


def test_readings_go_with_their_run(store: RunStore) -> None:
    store.runs.create(TrainingConfig())
    write(store, 10, [1])
    store.runs.delete(1)
    store.runs.purge(older_than_days=-1)

    assert store.pins.readings(1) == {}


def test_store_from_before_gets_its_table(store: RunStore, open_store: Callable[..., RunStore]) -> None:
    for table in (tables.pins, tables.pin_readings):
        table.drop(store.database.engine)
    with store.database.writing() as connection:
        connection.execute(tables.settings.delete().where(tables.settings.c.name == "keep_snapshots"))

    again = open_store()

    assert again.pins.all() == []
    assert again.snapshots.are_kept
