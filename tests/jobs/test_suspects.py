"""The job that looks for wrong labels, on few images, from its request to what the page reads."""

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.jobs import __main__ as process
from mnist_core.jobs import suspects as job
from mnist_core.store.job import JobState, job_key


@pytest.fixture
def few(small_data, monkeypatch) -> Dataset:
    """Let the job take few images for MNIST, three of which are labelled wrongly."""
    labels = small_data.train.labels.copy()
    labels[:3] = (labels[:3] + 1) % 10
    data = Dataset(ImageSet(small_data.train.images, labels), small_data.test)
    monkeypatch.setattr(job, "load_mnist", lambda: data)
    return data


def test_the_planted_labels_are_among_the_first(store, started_jobs, few):
    subject = {"folds": 2, "rounds": 1}
    store.jobs.start("suspects", subject, {})
    process.run(store, started_jobs[0].name)
    key = job_key("suspects", subject)
    assert store.jobs.look(key).state is JobState.DONE
    found = store.jobs.result(key)
    assert set(range(3)) <= set(found["train_places"][: len(few.train) // 10].tolist())
    assert (np.diff(found["train_margins"]) >= 0).all() or (np.diff(found["train_margins"]) <= 0).all()
    assert len(found["test_places"]) == len(found["test_proposed"]) == len(found["test_confident"])


def test_what_goes_wrong_becomes_one_sentence(store, started_jobs, monkeypatch):
    subject = {"folds": 2, "rounds": 1}
    store.jobs.start("suspects", subject, {})
    key = started_jobs[0].name

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(job, "load_mnist", full)
    process.run(store, key)
    assert store.jobs.look(key).state is JobState.FAILED
    assert store.jobs.look(key).doing == "the result cannot be written: No space left on device"


def test_an_unknown_computation_and_a_fault_in_one_are_told(store, started_jobs, monkeypatch):
    store.jobs.start("suspects", {"folds": 2, "rounds": 1}, {})
    key = started_jobs[0].name
    monkeypatch.setitem(process.KINDS, "suspects", lambda *_: iter([1 / 0 for _ in "x"]))
    process.run(store, key)
    assert "ended unexpectedly (ZeroDivisionError" in store.jobs.look(key).doing
    monkeypatch.delitem(process.KINDS, "suspects")
    process.run(store, key)
    assert "no computation is called 'suspects'" in store.jobs.look(key).doing
