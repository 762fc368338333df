"""One run in the hands of a worker; here the worker is a thread, so that its surroundings can be made to fail."""

import errno
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import StoreError, StoreGoneError, StoreUnavailableError
from mnist_core.files import durable
from mnist_core.files.checkpoint import checkpoint_paths
from mnist_core.store.commands import Command
from mnist_core.store.place import Place
from mnist_core.store.queue import Queue
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd
from mnist_core.training.trainer import Trainer
from mnist_core.worker import session
from mnist_core.worker.__main__ import work
from mnist_core.worker.pace import Rhythm
from mnist_core.worker.recorder import Recorder
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=4, dropout=0.1, validation_size=100)
STEPS_PER_EPOCH = 30
Wait = Callable[..., None]
Working = Callable[..., AbstractContextManager[threading.Event]]


def test_finished_run_holds_everything(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)
    run = store.runs.get(1)
    assert run.status is RunStatus.FINISHED and run.message == ""
    assert (run.epoch, run.step, run.steps_per_epoch, run.progress) == (4, 120, 30, 1.0)
    epochs = store.history.epochs(1)
    assert [item.epoch for item in epochs] == [1, 2, 3, 4]
    assert run.train_loss == epochs[-1].train_loss and run.validation_accuracy == epochs[-1].validation_accuracy
    assert run.best_validation_accuracy == max(item.validation_accuracy or 0 for item in epochs)
    assert run.train_seconds == pytest.approx(sum(item.train_seconds for item in epochs))
    np.testing.assert_array_equal(store.history.steps(1).step, np.arange(1, 121))
    assert store.history.latest_insight(1) is not None and store.history.first_layer(1) is not None
    network = store.networks.load(1)
    correct = network.predict(small_data.test.images) == small_data.test.labels
    assert run.test_accuracy == pytest.approx(correct.mean())
    assert {path.name for path in store.runs.folder(1).iterdir()} == {
        "network.safetensors",
        "snapshots",
        "step-000000120.safetensors",
    }
    trainer = Trainer(CONFIG)
    list(trainer.fit(small_data.train))
    assert network.parameters.tobytes() == trainer.network.parameters.tobytes()


def test_trial_keeps_its_record_and_network_and_nothing_on_the_way(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    study = store.studies.create({})
    store.tuners.ensure()
    for number in range(2):
        store.trials.ask(study.id, number, {}, claim=1, sampler_state={}, config=CONFIG)
    with working():
        wait_until(lambda: all(run.status.is_over for run in store.runs.all()))
        wait_until(lambda: store.workers.all()[0].run_id is None)
    for run in store.runs.all():
        assert (run.status, run.step, run.test_accuracy) == (RunStatus.FINISHED, 120, None)
        assert [item.epoch for item in store.history.epochs(run.id)] == [1, 2, 3, 4]
        np.testing.assert_array_equal(store.history.steps(run.id).step, np.arange(1, 121))
        assert {path.name for path in store.runs.folder(run.id).iterdir()} == {"network.safetensors"}
        trainer = Trainer(CONFIG)
        list(trainer.fit(small_data.train))
        assert store.networks.load(run.id).parameters.tobytes() == trainer.network.parameters.tobytes()


def test_worker_takes_one_run_after_another_and_leaves_when_idle(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create_many([(CONFIG, "a"), (CONFIG.with_changes(seed=1), "b")])
    with working(linger=0.0):
        wait_until(lambda: not store.workers.all())
    assert [run.status for run in store.runs.all()] == [RunStatus.FINISHED] * 2


def test_single_steps_from_the_very_first(store: RunStore, working: Working, wait_until: Wait) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "step", batches=1)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED)
        assert store.runs.get(1).step == 1 and len(store.history.steps(1)) == 1
        insight = store.history.latest_insight(1)
        assert insight is not None and insight.step == 1
        store.queue.command(1, "step", batches=3)
        wait_until(lambda: (store.runs.get(1).step, store.runs.get(1).status) == (4, RunStatus.PAUSED))
        store.queue.command(1, "step", epochs=1)
        wait_until(lambda: (store.runs.get(1).step, store.runs.get(1).status) == (STEPS_PER_EPOCH, RunStatus.PAUSED))
        assert len(store.history.epochs(1)) == 1
        store.queue.command(1, "resume")
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)


def test_paused_run_is_saved_and_lets_the_next_one_train(
    store: RunStore, working: Working, wait_until: Wait, started: list[int]
) -> None:
    store.runs.create_many([(CONFIG, "a"), (CONFIG, "b")])
    store.queue.command(1, "step", batches=2)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED and store.runs.get(1).has_checkpoint)
        assert store.networks.load(1)
        wait_until(lambda: len(started) == 1)
        with working(linger=0.0):
            wait_until(lambda: store.runs.get(2).status is RunStatus.FINISHED)
        assert store.runs.get(1).status is RunStatus.PAUSED
        store.queue.command(1, "stop")
        wait_until(lambda: store.runs.get(1).status is RunStatus.STOPPED)


def test_long_paused_run_is_let_go_and_comes_back(store: RunStore, working: Working, wait_until: Wait) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "step", batches=7)
    with working(release=0.0):
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED and store.workers.all()[0].run_id is None)
        assert store.workers.recover() == []
        store.queue.command(1, "resume")
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    assert len(store.history.steps(1)) == 120


def test_changed_setting_is_recorded_at_the_step_that_uses_it(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "step", batches=5)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED)
        store.queue.command(1, "change", field="learning_rate", value=0.03)
        store.queue.command(1, "resume")
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    (change,) = store.history.changes(1)
    assert (change.step, change.field, change.old, change.new) == (6, "learning_rate", 0.1, 0.03)
    np.testing.assert_allclose(store.history.steps(1).learning_rate, [0.1] * 5 + [0.03] * 115, rtol=1e-6)
    assert store.queue.waiting_commands(1) == []


def test_change_without_effect_is_refused_in_words_and_training_goes_on(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "change", field="momentum", value=0.5)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    assert "momentum has no effect" in store.runs.get(1).message


def test_stopped_run_is_measured_and_resumed_to_the_same_end(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "step", batches=47)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED)
        store.queue.command(1, "stop")
        wait_until(lambda: store.runs.get(1).status is RunStatus.STOPPED)
        stopped = store.runs.get(1)
        assert stopped.test_accuracy is not None and stopped.finished_at is not None
        assert stopped.step == 47 and len(checkpoint_paths(store.runs.folder(1))) >= 1
        store.queue.requeue(1)
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    trainer = Trainer(CONFIG)
    list(trainer.fit(small_data.train))
    assert store.networks.load(1).parameters.tobytes() == trainer.network.parameters.tobytes()


def test_worker_that_must_leave_saves_the_run_where_it_is(store: RunStore, working: Working, wait_until: Wait) -> None:
    store.runs.create(CONFIG.with_changes(epochs=1000))
    with working() as leave:
        wait_until(lambda: store.runs.get(1).step > 40)
        leave.set()
        wait_until(lambda: store.runs.get(1).status is RunStatus.INTERRUPTED)
    assert store.runs.get(1).step == int(checkpoint_paths(store.runs.folder(1))[-1].name[5:14])
    assert store.workers.all() == []


def test_diverged_run_fails_with_its_reason_and_keeps_its_last_network(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "step", epochs=1)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED)
        store.queue.command(1, "change", field="learning_rate", value=1e30)
        store.queue.command(1, "resume")
        wait_until(lambda: store.runs.get(1).status.is_over)
    run = store.runs.get(1)
    assert run.status is RunStatus.FAILED and "diverged at step" in run.message
    assert np.isfinite(store.networks.load(1).parameters).all()


def test_configuration_that_does_not_fit_the_images_fails_in_one_sentence(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG.with_changes(batch_size=5000))
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)
    assert store.runs.get(1).status is RunStatus.FAILED
    assert "batch_size must be at most 600, the number of training images" in store.runs.get(1).message


def test_unexpected_error_fails_the_run_and_not_the_worker(
    store: RunStore, working: Working, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Trainer) -> None:
        raise RuntimeError("a bug")

    store.runs.create_many([(CONFIG, "a"), (CONFIG, "b")])
    with monkeypatch.context() as patch, working():
        patch.setattr(Trainer, "evaluation_network", broken)
        wait_until(lambda: store.runs.get(1).status.is_over and store.runs.get(2).status.is_over)
    assert "Training stopped unexpectedly (RuntimeError: a bug)" in store.runs.get(1).message
    assert store.runs.get(2).status is RunStatus.FAILED


def test_full_disk_is_said_and_training_goes_on_without_checkpoints(
    store: RunStore, working: Working, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store.runs.create(CONFIG)
    with monkeypatch.context() as patch, working():
        patch.setattr(durable.os, "fsync", full)
        wait_until(lambda: store.runs.get(1).status.is_over)
    run = store.runs.get(1)
    assert run.status is RunStatus.INTERRUPTED and "No space left on device" in run.message
    assert len(store.history.epochs(1)) == 4
    store.queue.requeue(1)
    with working():
        wait_until(lambda: store.runs.get(1).status.is_over)
    assert "but no checkpoint is left" in store.runs.get(1).message
    assert len(store.history.epochs(1)) == 4, "what was recorded stays"


def test_locked_store_delays_the_record_but_loses_nothing(
    store: RunStore, working: Working, runs_folder: Path, wait_until: Wait, capsys: pytest.CaptureFixture[str]
) -> None:
    store.runs.create(CONFIG.with_changes(epochs=200))
    log = ""

    def refusals() -> int:
        nonlocal log
        log += capsys.readouterr().err
        return log.count("run 1: the run store")

    with working(busy_seconds=0.01, retry=0.01):
        wait_until(lambda: store.runs.get(1).step > 0)
        with closing(sqlite3.connect(runs_folder / "runs.sqlite", isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            wait_until(lambda: refusals() > 3)
            other.execute("ROLLBACK")
        wait_until(lambda: store.runs.get(1).status.is_over)
    assert "is locked by another program" in log
    assert store.runs.get(1).status is RunStatus.FINISHED
    np.testing.assert_array_equal(store.history.steps(1).step, np.arange(1, 200 * STEPS_PER_EPOCH + 1))
    assert len(store.history.epochs(1)) == 200


def test_run_that_was_taken_for_dead_is_left_to_the_other_worker(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG.with_changes(epochs=1000))
    with working():
        wait_until(lambda: store.runs.get(1).step > 0)
        put(store, 1, RunStatus.RUNNING, worker_id=99)
        wait_until(lambda: all(worker.run_id is None for worker in store.workers.all()))
    assert store.runs.get(1).status is RunStatus.RUNNING


def test_leftovers_of_a_killed_write_go_when_the_run_is_claimed(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,), epochs=1, batch_size=20, validation_size=100))
    folder = store.runs.folder(run.id)
    folder.mkdir()
    leftover = folder / ".checkpoint-a.safetensors.x1y2"
    leftover.write_bytes(b"half")
    with working():
        wait_until(lambda: store.runs.get(run.id).status is RunStatus.FINISHED)
    assert not leftover.exists()


def test_slow_motion_takes_a_step_now_and_then_and_obeys_meanwhile(
    store: RunStore, working: Working, wait_until: Wait
) -> None:
    store.runs.create(CONFIG)
    store.queue.command(1, "speed", steps_per_second=50)
    with working():
        wait_until(lambda: store.runs.get(1).step >= 2)
        store.queue.command(1, "pause")
        wait_until(lambda: store.runs.get(1).status is RunStatus.PAUSED)
        assert store.runs.get(1).step < 120
        store.queue.command(1, "speed", steps_per_second=None)
        store.queue.command(1, "resume")
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    np.testing.assert_array_equal(store.history.steps(1).step, np.arange(1, 121))


def test_a_changed_setting_is_changed_again_at_its_step_after_a_crash(
    store: RunStore, small_data: Dataset, working: Working, wait_until: Wait
) -> None:
    def rests(step: int) -> bool:
        run = store.runs.get(1)
        return (run.step, run.status, run.has_checkpoint) == (step, RunStatus.PAUSED, True)

    store.runs.create(CONFIG)
    store.queue.command(1, "step", epochs=1)
    with working():
        wait_until(lambda: rests(30))
        (kept,) = checkpoint_paths(store.runs.folder(1))
        content = kept.read_bytes()
        store.queue.command(1, "step", batches=5)
        wait_until(lambda: rests(35))
        store.queue.command(1, "change", field="learning_rate", value=0.03)
        store.queue.command(1, "step", batches=5)
        wait_until(lambda: rests(40))
    for path in checkpoint_paths(store.runs.folder(1)):
        path.unlink()
    kept.write_bytes(content)  # as if the machine had failed before the later ones were written
    store.queue.requeue(1)
    with working():
        wait_until(lambda: store.runs.get(1).status is RunStatus.FINISHED)
    (change,) = store.history.changes(1)
    assert (change.step, change.new) == (36, 0.03)
    np.testing.assert_allclose(store.history.steps(1).learning_rate, [0.1] * 35 + [0.03] * 85, rtol=1e-6)
    trainer = Trainer(CONFIG)
    for event in trainer.fit(small_data.train):
        if isinstance(event, BatchEnd) and event.step == 35:
            trainer.change("learning_rate", 0.03)
    assert store.networks.load(1).parameters.tobytes() == trainer.network.parameters.tobytes()


def test_commands_that_cannot_be_read_now_are_obeyed_later(
    store: RunStore,
    working: Working,
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    waiting, refused = Queue.waiting_commands, []

    def locked(self: Queue, run_id: int, *, after_id: int = 0) -> list[Command]:
        if not refused:
            refused.append(run_id)
            raise StoreUnavailableError("the run store is locked by another program")
        return waiting(self, run_id, after_id=after_id)

    monkeypatch.setattr(Queue, "waiting_commands", locked)
    store.runs.create(CONFIG.with_changes(epochs=1000))
    with working():
        wait_until(lambda: bool(refused))
        store.queue.command(1, "stop")
        wait_until(lambda: store.runs.get(1).status is RunStatus.STOPPED)
    assert "run 1: the run store is locked by another program" in capsys.readouterr().err


@pytest.mark.parametrize("access", range(6))
def test_a_store_that_is_away_for_a_moment_while_a_run_finishes_is_waited_for(
    access: int, store: RunStore, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    accesses: list[int] = []
    check, finish = Place.check, Recorder.finish

    def check_unless_away(self: Place) -> None:
        accesses.append(len(accesses))
        if accesses[-1] in (access, access + 1):
            raise StoreUnavailableError("the server starts again")
        check(self)

    def finish_while_away(self: Recorder, *args: Any, **options: Any) -> None:
        with monkeypatch.context() as away:
            away.setattr(Place, "check", check_unless_away)
            finish(self, *args, **options)

    monkeypatch.setattr(Recorder, "finish", finish_while_away)
    store.runs.create(CONFIG)
    worker, rhythm = store.workers.register(), Rhythm(retry=0.001)
    work(store, worker, linger=0.0, leave=threading.Event(), load=lambda _: small_data, rhythm=rhythm)
    run = store.runs.get(1)
    assert (run.status, run.step, run.message) == (RunStatus.FINISHED, 120, "")
    assert run.test_accuracy is not None and store.networks.load(1)
    assert len(accesses) > access, "there is a call to fail"


@pytest.mark.parametrize("patient", [True, False])
def test_workers_that_cannot_be_started_beside_it_do_not_stop_a_run(
    patient: bool,
    store: RunStore,
    small_data: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        if patient:
            raise StoreError("no worker process can be started: Cannot allocate memory")
        raise StoreGoneError("the run store is gone; put it back, or start the program again")

    store.runs.create(CONFIG)
    worker, leave = store.workers.register(), threading.Event()
    monkeypatch.setattr(session, "HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr(type(store.workers), "ensure", refuse)
    if patient:
        work(store, worker, linger=0.0, leave=leave, load=lambda _data: small_data)
        assert store.runs.get(1).status is RunStatus.FINISHED
        assert "run 1: no worker process can be started" in capsys.readouterr().err
    else:
        with pytest.raises(StoreGoneError):
            work(store, worker, linger=0.0, leave=leave, load=lambda _data: small_data)
