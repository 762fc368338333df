"""A run goes on from its newest whole checkpoint, and never begins anew because something is missing."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.files.checkpoint import checkpoint_paths
from mnist_core.store import tables
from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=4, dropout=0.1, validation_size=100)
Wait = Callable[..., None]
Working = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def half_done(store: RunStore, working: Working, wait_until: Wait) -> RunStore:
    """A store whose run 1 was interrupted after two of its four epochs of 30 steps."""
    store.runs.create(CONFIG)
    store.queue.command(1, "step", batches=60)
    with working() as leave:
        wait_until(lambda: (store.runs.get(1).step, store.runs.get(1).status) == (60, RunStatus.PAUSED))
        leave.set()
        wait_until(lambda: store.runs.get(1).status is RunStatus.INTERRUPTED)
    return store


def lose_record_after(store: RunStore, step: int) -> None:
    """Let the record end earlier than the last checkpoint, as after a power cut on a disk that lies."""
    with store.database.writing() as connection:
        connection.execute(tables.runs.update().values(step=step, epoch=1))
        connection.execute(tables.epochs.delete().where(tables.epochs.c.step > step))
        connection.execute(tables.step_blocks.delete().where(tables.step_blocks.c.last_step > step))


def finish(store: RunStore, working: Working, wait_until: Wait) -> None:
    """Resume run 1 and wait for its end."""
    store.queue.requeue(1)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)


def left_alone(data: Dataset) -> bytes:
    """Return the weights of a run that nothing happened to."""
    trainer = Trainer(CONFIG)
    list(trainer.fit(data.train))
    return trainer.network.parameters.tobytes()


def test_trial_that_died_before_a_checkpoint_was_due_begins_anew(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    study = store.studies.create({})
    store.tuners.ensure()
    store.trials.ask(study.id, 0, {}, claim=1, sampler_state={}, config=CONFIG)
    with store.database.writing() as connection:
        write_epochs(connection, 1, [EpochEnd(1, 30, 2.0, 0.1, 2.0, 0.1, 0.1, 600, 1.0, True)])
    put(store, 1, RunStatus.INTERRUPTED, worker_id=None, step=30, epoch=1)
    finish(store, working, wait_until)
    assert store.runs.get(1).status is RunStatus.FINISHED
    assert store.networks.load(1).parameters.tobytes() == left_alone(small_data)
    assert [end.step for end in store.history.epochs(1)] == [30, 60, 90, 120]
    assert store.history.epochs(1)[0].train_loss != 2.0


def test_newest_checkpoint_wins_and_brings_the_epochs_that_the_record_lost(
    half_done: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    lose_record_after(half_done, 35)
    before = list(half_done.history.epochs(1))
    half_done.queue.requeue(1)
    half_done.queue.command(1, "pause")
    with working():
        wait_until(lambda: half_done.runs.get(1).status is RunStatus.PAUSED)
        run = half_done.runs.get(1)
        assert run.step == 60 and "steps 36 to 60 are trained but not recorded" in run.message
        half_done.queue.command(1, "resume")
        wait_until(lambda: half_done.runs.get(1).status is RunStatus.FINISHED)
    assert [item.epoch for item in half_done.history.epochs(1)] == [1, 2, 3, 4]
    assert half_done.history.epochs(1)[:1] == before
    assert half_done.networks.load(1).parameters.tobytes() == left_alone(small_data)


@pytest.mark.parametrize("loss", ["folder", "files", "damage"])
def test_run_whose_checkpoints_are_lost_stops_says_so_and_goes_on_when_they_are_back(
    half_done: RunStore, small_data: Dataset, tmp_path: Path, working: Working, wait_until: Wait, loss: str
) -> None:
    folder, epochs = half_done.runs.folder(1), half_done.history.epochs(1)
    shutil.copytree(folder, tmp_path / "copy")
    if loss == "folder":
        shutil.rmtree(folder)
    for path in checkpoint_paths(folder):
        path.write_bytes(b"zeros") if loss == "damage" else path.unlink()
    finish(half_done, working, wait_until)
    run = half_done.runs.get(1)
    assert run.status is RunStatus.STOPPED and run.step == 60 and run.can_resume
    assert "put a copy of" in run.message and "start the run again" in run.message
    assert half_done.history.epochs(1) == epochs and len(half_done.history.steps(1)) == 60

    shutil.copytree(tmp_path / "copy", folder, dirs_exist_ok=True)
    finish(half_done, working, wait_until)
    assert half_done.runs.get(1).status is RunStatus.FINISHED
    np.testing.assert_array_equal(half_done.history.steps(1).step, np.arange(1, 121))
    assert half_done.networks.load(1).parameters.tobytes() == left_alone(small_data)


def test_folder_of_another_run_is_not_gone_on_from(half_done: RunStore, working: Working, wait_until: Wait) -> None:
    other = half_done.runs.create(CONFIG)
    put(half_done, other.id, RunStatus.INTERRUPTED)
    half_done.runs.folder(1).rename(half_done.runs.folder(other.id))
    half_done.queue.requeue(other.id)
    with working():
        wait_until(lambda: half_done.runs.get(other.id).status.is_over)
    run = half_done.runs.get(other.id)
    assert run.status is RunStatus.STOPPED and "belongs to another run" in run.message and run.step == 0


def test_run_that_ended_before_its_first_checkpoint_begins_again_and_says_so(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    put(store, 1, RunStatus.INTERRUPTED, step=20)
    store.queue.requeue(1)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)
    run = store.runs.get(1)
    assert run.status is RunStatus.FINISHED and "no checkpoint was due" in run.message
