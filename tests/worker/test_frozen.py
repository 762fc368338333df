"""A worker that is frozen, taken for dead and woken again: it leaves, and touches nothing."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd
from mnist_core.training.trainer import Trainer
from tests.worker.training_child import start_child

CONFIG = TrainingConfig(
    hidden_sizes=(12,), batch_size=20, epochs=60, optimizer="momentum", dropout=0.2, validation_size=100, seed=5
)
STEPS = 60 * 30


def take_for_dead(store: RunStore) -> bool:
    """Take all workers off the list, as happens to one that is not heard of for long; return whether that could be."""
    try:
        with store.database.writing() as connection:
            connection.execute(tables.workers.delete())
    except StoreError:
        return False
    return True


@pytest.mark.skipif(os.name != "posix", reason="needs signals that hold a process")
@pytest.mark.parametrize("frozen", [3, pytest.param(40, marks=pytest.mark.campaign)])
def test_workers_that_wake_when_others_have_their_run_change_nothing(
    frozen: int, store: RunStore, runs_folder: Path, small_data: Dataset, wait_until: Callable[..., None]
) -> None:
    rng = np.random.default_rng(frozen)
    id_, woken = store.runs.create(CONFIG).id, 0
    workers = [start_child(runs_folder)]
    try:
        for number in range(frozen):
            goal = STEPS * (number + rng.random()) / (frozen + 1)
            wait_until(lambda goal=goal: store.runs.get(id_).step >= goal)
            sleeper = workers[-1]
            assert sleeper.pid is not None
            os.kill(sleeper.pid, signal.SIGSTOP)
            wait_until(lambda pid=sleeper.pid: psutil.Process(pid).status() == psutil.STATUS_STOPPED)
            if not take_for_dead(store):  # it sleeps with the lock in its hand: nobody can tell, or write
                os.kill(sleeper.pid, signal.SIGCONT)
                continue
            assert store.workers.recover() == [id_]
            store.queue.requeue(id_)
            workers.append(start_child(runs_folder))
            step = store.runs.get(id_).step
            wait_until(lambda step=step: store.runs.get(id_).step > step or store.runs.get(id_).status.is_over)
            os.kill(sleeper.pid, signal.SIGCONT)
            sleeper.join(60)
            assert sleeper.exitcode is not None
            woken += 1
        wait_until(lambda: store.runs.get(id_).status.is_over)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()

    assert woken > frozen / 2
    trainer = Trainer(CONFIG)
    events = list(trainer.fit(small_data.train))
    assert store.runs.get(id_).status is RunStatus.FINISHED
    assert store.networks.load(id_).parameters.tobytes() == trainer.network.parameters.tobytes()
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert [(end.epoch, end.train_loss) for end in store.history.epochs(id_)] == [
        (end.epoch, end.train_loss) for end in ends
    ]
    losses = np.array([event.loss for event in events if isinstance(event, BatchEnd)], np.float32)
    np.testing.assert_array_equal(store.history.steps(id_).loss, losses)
