"""A run survives the death of its worker at any moment, and ends as if nothing had happened, to the bit."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.files.checkpoint import latest_checkpoint
from mnist_core.store.database import PROJECT
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, SettingChanged
from mnist_core.training.trainer import Trainer
from tests.worker.training_child import child

CONFIG = TrainingConfig(
    hidden_sizes=(12,),
    batch_size=20,
    epochs=60,
    optimizer="adam",
    learning_rate=0.001,
    dropout=0.2,
    batch_norm=True,
    weight_average=0.9,
    early_stopping=1000,
    validation_size=100,
    seed=3,
)
STEPS_PER_EPOCH = 30
CAMPAIGN = pytest.mark.campaign
Wait = Callable[..., None]


def left_alone(config: TrainingConfig, data: Dataset, changes: list[SettingChanged]) -> tuple[Trainer, list[object]]:
    """Train without a store or an interruption, changing the same settings at the same steps."""
    trainer, events, changes = Trainer(config), [], list(changes)
    for event in trainer.fit(data.train):
        events.append(event)
        ends_epoch = isinstance(event, BatchEnd) and event.step % STEPS_PER_EPOCH == 0  # its EpochEnd comes first
        while changes and changes[0].step == trainer.step + 1 and not ends_epoch:
            trainer.change(changes[0].field, changes.pop(0).new)
    return trainer, events


def untimed(epochs: list[EpochEnd]) -> list[EpochEnd]:
    """Return epochs without the one measure that differs from run to run."""
    return [replace(item, train_seconds=0.0) for item in epochs]


def lasting(interruptions: int) -> TrainingConfig:
    """Return a set-up that trains for long enough to be interrupted so often."""
    return CONFIG.with_changes(epochs=min(max(CONFIG.epochs, 12 * interruptions), 1000))


@pytest.mark.parametrize("kills", [5, pytest.param(100, marks=CAMPAIGN)])
def test_worker_killed_many_times_ends_bit_identical(
    kills: int, store: RunStore, runs_folder: Path, small_data: Dataset, wait_until: Wait
) -> None:
    rng = np.random.default_rng(0)
    config = lasting(kills)
    steps_at_end = config.epochs * STEPS_PER_EPOCH
    id_ = store.runs.create(config).id
    for kill in range(kills):
        target = steps_at_end * (kill + rng.random()) / (kills + 1)
        with child(runs_folder) as worker:
            wait_until(lambda goal=target: store.runs.get(id_).step >= goal)
            if kill in (1, 3):
                known = len(store.history.changes(id_))
                store.queue.command(id_, "change", field="learning_rate", value=0.001 / (kill + 1))
                store.queue.command(id_, "change", field="dropout", value=0.1)
                wait_until(lambda count=known: len(store.history.changes(id_)) > count)
            assert worker.is_alive()
        assert store.workers.recover() == [id_]
        assert store.runs.get(id_).status is RunStatus.INTERRUPTED
        whole, _ = latest_checkpoint(store.runs.folder(id_))
        assert (whole.epoch if whole else 0) >= len(store.history.epochs(id_)) - 1
        store.queue.requeue(id_)
    with child(runs_folder):
        wait_until(lambda: store.runs.get(id_).status is RunStatus.FINISHED)

    trainer, events = left_alone(config, small_data, store.history.changes(id_))
    kept = store.networks.load(id_)
    assert len(store.history.changes(id_)) >= 3
    assert kept.parameters.tobytes() == trainer.network.parameters.tobytes()
    assert kept.state.tobytes() == trainer.network.state.tobytes()
    assert untimed(store.history.epochs(id_)) == untimed([event for event in events if isinstance(event, EpochEnd)])
    losses = np.array([event.loss for event in events if isinstance(event, BatchEnd)], np.float32)
    steps = store.history.steps(id_)
    np.testing.assert_array_equal(steps.step, np.arange(1, steps_at_end + 1))
    np.testing.assert_array_equal(steps.loss, losses)


SERVED_CONFIG = TrainingConfig(
    hidden_sizes=(12,), batch_size=20, epochs=80, optimizer="adam", learning_rate=0.001, dropout=0.2, training_size=600
)
SERVER = """
import time
from mnist_core.store.store import RunStore
store = RunStore()
while True:
    store.workers.ensure()
    time.sleep(0.05)
"""
"""What the dashboard does for a run, in a process that can be killed: it starts workers and looks after them."""


@contextmanager
def server() -> Iterator[subprocess.Popen[bytes]]:
    """Start a server and make sure that it is gone afterwards."""
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=PROJECT) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def no_worker_is_left(store: RunStore) -> Iterator[None]:
    """End the workers that servers started; nobody else does once the servers are dead."""
    yield
    for worker in store.workers.all():
        if worker.pid is not None and worker.is_alive:
            psutil.Process(worker.pid).kill()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.usefixtures("no_worker_is_left")
@pytest.mark.parametrize("rounds", [1, pytest.param(12, marks=CAMPAIGN)])
def test_server_killed_alone_and_with_its_worker_ends_bit_identical(
    rounds: int, store: RunStore, wait_until: Wait
) -> None:
    rng = np.random.default_rng(rounds)
    kills = rounds * ("server", "server, then worker", "worker, then server", "server", "server, then worker")
    config = SERVED_CONFIG.with_changes(epochs=80 * rounds)
    steps = config.epochs * 30
    left_alone_id = store.runs.create(config).id
    with server():
        wait_until(lambda: store.runs.get(left_alone_id).status is RunStatus.FINISHED, seconds=60.0 * rounds)

    id_ = store.runs.create(config).id
    for number, victims in enumerate(kills):
        goal = steps * (number + rng.random()) / (len(kills) + 1)
        with server() as process:
            wait_until(lambda goal=goal: store.runs.get(id_).step > goal)
            (worker,) = store.workers.all()
            assert worker.pid is not None
            if victims.startswith("worker"):
                os.kill(worker.pid, signal.SIGKILL)
            process.kill()
            process.wait()
        if victims == "server":
            step = store.runs.get(id_).step
            wait_until(lambda step=step: store.runs.get(id_).step > step)
            continue
        if victims.endswith("worker"):
            os.kill(worker.pid, signal.SIGKILL)
        wait_until(lambda: store.workers.recover() or store.runs.get(id_).status is RunStatus.INTERRUPTED)
        assert store.runs.get(id_).status is RunStatus.INTERRUPTED
        store.queue.requeue(id_)
    with server():
        wait_until(lambda: store.runs.get(id_).status is RunStatus.FINISHED, seconds=60.0 * rounds)

    alone, kept = store.networks.load(left_alone_id), store.networks.load(id_)
    assert kept.parameters.tobytes() == alone.parameters.tobytes()
    assert untimed(store.history.epochs(id_)) == untimed(store.history.epochs(left_alone_id))
    assert store.runs.get(id_).test_accuracy == store.runs.get(left_alone_id).test_accuracy


@pytest.mark.usefixtures("no_worker_is_left")
@pytest.mark.parametrize("count", [4, pytest.param(100, marks=CAMPAIGN)])
def test_two_servers_train_each_waiting_run_once(count: int, store: RunStore, wait_until: Wait) -> None:
    config = SERVED_CONFIG.with_changes(epochs=3)
    store.queue.change_settings(max_concurrent=2)
    ids = [store.runs.create(config.with_changes(seed=number // 2)).id for number in range(count)]
    with server(), server():
        wait_until(lambda: all(store.runs.get(id_).status.is_over for id_ in ids), seconds=600)
    assert {store.runs.get(id_).status for id_ in ids} == {RunStatus.FINISHED}
    for one, other in zip(ids[::2], ids[1::2], strict=True):
        assert [end.epoch for end in store.history.epochs(one)] == [1, 2, 3]
        np.testing.assert_array_equal(store.history.steps(one).step, np.arange(1, 91))
        assert untimed(store.history.epochs(one)) == untimed(store.history.epochs(other))
        weights = [store.networks.load(id_).parameters.tobytes() for id_ in (one, other)]
        assert weights[0] == weights[1]


def backed_up(database: Path, copy: Path) -> None:
    """Copy a database with SQLite's own means, page by page, while others write."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=8)


def copied_as_files(database: Path, copy: Path) -> None:
    """Copy the file and then its log, as a person would, with nothing that holds the writer back.

    Should the log begin anew between the two, which bytes 16 to 24 of it tell, what it held is in neither copy; a
    person who copies live files cannot see that, so such a copy does not count and is taken again.
    """
    log = Path(f"{database}-wal")
    while True:
        salt = log.read_bytes()[16:24]
        copy.write_bytes(database.read_bytes())
        written = log.read_bytes()
        Path(f"{copy}-wal").write_bytes(written)
        if written[16:24] == salt:
            return


@pytest.mark.parametrize("copies", [4, pytest.param(50, marks=CAMPAIGN)])
@pytest.mark.parametrize("take", [backed_up, copied_as_files])
def test_database_copied_while_written_is_whole(
    take: Callable[[Path, Path], None],
    copies: int,
    store: RunStore,
    runs_folder: Path,
    tmp_path: Path,
    wait_until: Wait,
) -> None:
    config = lasting(copies)
    id_ = store.runs.create(config).id
    with child(runs_folder) as worker:
        for number in range(copies):
            goal = config.epochs * STEPS_PER_EPOCH * number / (copies + 1)
            wait_until(lambda step=goal: store.runs.get(id_).step > step)
            known = len(store.history.epochs(id_))
            copy = tmp_path / f"copy-{number}.sqlite"
            take(runs_folder / "runs.sqlite", copy)
            with closing(sqlite3.connect(copy)) as opened:
                assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            copied = RunStore(f"sqlite:///{copy}", tmp_path / "elsewhere")
            assert copied.runs.get(id_).config == config
            assert len(copied.history.epochs(id_)) >= known
            copied.close()
        assert worker.is_alive()
