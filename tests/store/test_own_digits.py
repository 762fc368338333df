"""One's own digits are kept, bounded, and taught to a copy of a network by a run of the queue."""

from collections.abc import Callable

import numpy as np
import pytest

from mnist_core.drawing.own_digits import MAX_DIGITS
from mnist_core.errors import ConfigurationError, DrawingError, StoreError
from mnist_core.files.lesson_file import load_lesson
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from tests.pages.stored_runs import add_finished_run

IMAGE = np.arange(784).astype(np.uint8)


def test_digits_come_back_in_order(store: RunStore, open_store: Callable[..., RunStore]) -> None:
    store.own_digits.add(IMAGE, 4)
    store.own_digits.add(IMAGE[::-1] / 255, 7)
    first, second = open_store().own_digits.all()
    assert (first.label, second.label) == (4, 7)
    np.testing.assert_array_equal(first.image, IMAGE)
    np.testing.assert_array_equal(second.image, IMAGE[::-1])


def test_removed_digit_is_gone_and_its_number_too(store: RunStore) -> None:
    store.own_digits.add(IMAGE, 1)
    store.own_digits.remove([1, 99])
    assert store.own_digits.all() == []
    store.own_digits.add(IMAGE, 2)
    assert store.own_digits.all()[0].id == 2


@pytest.mark.parametrize(("image", "label"), [(IMAGE, 10), (IMAGE, True), (IMAGE[:-1], 1), (IMAGE.astype(int), 1)])
def test_what_is_no_digit_is_refused(store: RunStore, image: np.ndarray, label: int) -> None:
    with pytest.raises(ConfigurationError, match="must be"):
        store.own_digits.add(image, label)


def test_exported_digits_are_imported_all_or_none(store: RunStore) -> None:
    for label in range(10):
        store.own_digits.add(IMAGE, label)
    content = store.own_digits.export()
    for _ in range(MAX_DIGITS // 10 - 1):
        assert store.own_digits.import_(content) == 10
    with pytest.raises(ConfigurationError, match="at most 500, got 510; remove some"):
        store.own_digits.import_(content)
    digits = store.own_digits.all()
    assert len(digits) == MAX_DIGITS
    assert [digit.label for digit in digits[-10:]] == list(range(10))


def test_refused_file_adds_nothing(store: RunStore) -> None:
    with pytest.raises(DrawingError):
        store.own_digits.import_(b"no zip")
    assert store.own_digits.all() == []


def test_lesson_is_a_queued_run_that_holds_all_it_needs(store: RunStore) -> None:
    run = add_finished_run(store)
    store.own_digits.add(IMAGE, 4)
    lesson = store.own_digits.teach(run.id)
    assert (lesson.status, lesson.source, lesson.name) == (RunStatus.QUEUED, "trained", "first, my handwriting")
    assert lesson.config.hidden_sizes == run.config.hidden_sizes
    store.own_digits.remove([1])
    store.runs.delete(run.id)
    held = load_lesson(store.runs.folder(lesson.id))
    assert held is not None
    np.testing.assert_array_equal(held.digits.images, [IMAGE])
    np.testing.assert_array_equal(held.start.parameters, store.networks.load(run.id).parameters)


def test_lesson_without_digits_is_refused(store: RunStore) -> None:
    run = add_finished_run(store)
    with pytest.raises(StoreError, match="there are no digits of your own"):
        store.own_digits.teach(run.id)
    assert len(store.runs.all()) == 1
