"""A lesson in the hands of a worker: a run like any other, that says at its end what it did."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.errors import StoreError
from mnist_core.files import lesson_file
from mnist_core.files.checkpoint import checkpoint_paths
from mnist_core.files.lesson_file import DIGITS
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import split_training_set
from mnist_core.worker import material
from mnist_core.worker.material import Material

Wait = Callable[..., None]
Working = Callable[..., AbstractContextManager[threading.Event]]


def learn_and_teach(store: RunStore, data: Dataset, working: Working, wait_until: Wait) -> None:
    """Train run 1, keep three digits and queue run 2, which teaches them."""
    store.runs.create(TrainingConfig(hidden_sizes=(8,), batch_norm=True, batch_size=50, validation_size=100, epochs=2))
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    for place in range(3):
        store.own_digits.add(data.train.images[place], int(data.train.labels[place]))
    assert store.own_digits.teach(1).id == 2


def test_lesson_ends_with_a_network_and_a_report(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    learn_and_teach(store, small_data, working, wait_until)
    assert store.own_digits.report(2) is None
    with working():
        wait_until(lambda: store.runs.get(2).status.is_over)
    run, report = store.runs.get(2), store.own_digits.report(2)
    assert run.status is RunStatus.FINISHED and run.progress == 1
    assert run.step == run.steps_per_epoch * run.config.epochs
    assert report is not None and report.digits == 3 and 0 <= report.read_left_out <= 3
    assert report.test_accuracy_before == store.runs.get(1).test_accuracy
    before, after = store.networks.load(1), store.networks.load(2)
    np.testing.assert_array_equal(before.named_parameters()["dense1.weight"], after.named_parameters()["dense1.weight"])
    assert (before.named_parameters()["dense2.weight"] != after.named_parameters()["dense2.weight"]).any()


def test_a_report_that_cannot_be_written_ends_no_lesson(
    store: RunStore,
    small_data: Dataset,
    working: Working,
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    learn_and_teach(store, small_data, working, wait_until)
    write = lesson_file.write_durably
    monkeypatch.setattr(
        lesson_file, "write_durably", lambda path, by: full() if path.suffix == ".json" else write(path, by)
    )
    with working():
        wait_until(lambda: store.runs.get(2).status.is_over)
    assert store.runs.get(2).status is RunStatus.FINISHED and store.own_digits.report(2) is None
    assert "cannot be written: No space left on device" in capsys.readouterr().err


def test_a_lesson_that_cannot_be_written_down_is_none(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    learn_and_teach(store, small_data, working, wait_until)
    monkeypatch.setattr(lesson_file, "write_durably", full)
    with pytest.raises(StoreError, match="cannot be written: No space left on device"):
        store.own_digits.teach(1)
    assert [run.id for run in store.runs.all()] == [2, 1]


def test_interrupted_lesson_goes_on_to_the_same_network(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    learn_and_teach(store, small_data, working, wait_until)
    store.own_digits.teach(1)
    store.queue.command(2, "step", batches=5)
    with working():
        wait_until(lambda: store.runs.get(2).status is RunStatus.PAUSED and checkpoint_paths(store.runs.folder(2)))
        wait_until(lambda: store.runs.get(2).has_checkpoint)
    assert store.runs.get(2).status is RunStatus.INTERRUPTED
    store.queue.requeue(2)
    with working():
        wait_until(lambda: all(store.runs.get(number).status is RunStatus.FINISHED for number in (2, 3)))
    np.testing.assert_array_equal(store.networks.load(2).parameters, store.networks.load(3).parameters)


def test_damaged_lesson_fails_with_a_sentence(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    learn_and_teach(store, small_data, working, wait_until)
    (store.runs.folder(2) / DIGITS).write_bytes(b"no zip")
    with working():
        wait_until(lambda: store.runs.get(2).status is RunStatus.FAILED)
    assert "the lesson in run-000002 is damaged" in store.runs.get(2).message


def test_trials_learn_from_images_that_are_picked_once_as_they_would_alone(
    tmp_path: Path, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = TrainingConfig(hidden_sizes=(8,), batch_size=50, validation_size=100, epochs=2, training_size=300)
    picked: list[TrainingConfig] = []

    def pick(config: TrainingConfig, train: ImageSet) -> tuple[ImageSet, ImageSet]:
        picked.append(config)
        return split_training_set(config, train)

    monkeypatch.setattr(material, "split_training_set", pick)
    for each in (config, config.with_changes(learning_rate=0.1), config.with_changes(seed=1), config):
        of_trial, alone = Material(tmp_path, each, small_data, is_trial=True), Trainer(each)
        trainer = of_trial.trainer()
        list(of_trial.fit(trainer))
        list(alone.fit(small_data.train))
        assert trainer.network.parameters.tobytes() == alone.network.parameters.tobytes()
    assert [each.seed for each in picked] == [0, 1, 0]
    left_out = config.with_changes(left_out=(3,))
    of_trial = Material(tmp_path, left_out, small_data, is_trial=True)
    list(of_trial.fit(of_trial.trainer()))
    assert len(picked) == 3
