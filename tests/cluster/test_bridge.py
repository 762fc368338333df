"""Runs of the queue on a Dask cluster: they end and obey as at home, and outlive the machine that they are on."""

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from mnist_core.cluster.bridge import Bridge
from mnist_core.data.dataset import Dataset
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=3, dropout=0.1, validation_size=100)
ENDLESS = CONFIG.with_changes(epochs=1000)
Wait = Callable[..., None]
Bridging = Callable[..., AbstractContextManager[Bridge]]


def expected(config: TrainingConfig, data: Dataset, rate_from: int | None = None) -> bytes:
    """Return the weights of the same training at home, with the learning rate 0.05 from this step on."""
    trainer = Trainer(config)
    for _ in (events := trainer.fit(data.train)):
        if trainer.between_steps and trainer.step + 1 == rate_from:
            trainer.change("learning_rate", 0.05)
    assert next(events, None) is None
    return trainer.network.parameters.tobytes()


def weights(store: RunStore, run: Run) -> bytes:
    return store.networks.load(run.id).parameters.tobytes()


def test_runs_end_as_at_home(store: RunStore, small_data: Dataset, bridging: Bridging, wait_until: Wait) -> None:
    runs = [store.runs.create(CONFIG) for _ in range(2)]
    early = store.runs.create(CONFIG.with_changes(early_stopping=2, weight_average=0.9, optimizer="adam"))
    hopeless = store.runs.create(CONFIG.with_changes(learning_rate=1e6, activation="leaky_relu"))
    with bridging():
        wait_until(lambda: all(run.status.is_over for run in store.runs.all()), seconds=120)
    for run in (*runs, early):
        found = store.runs.get(run.id)
        assert (found.status, found.message) == (RunStatus.FINISHED, "")
        assert weights(store, run) == expected(run.config, small_data)
        assert [item.epoch for item in store.history.epochs(run.id)] == [1, 2, 3]
        assert len(store.history.steps(run.id).step) == 3 * 30
    assert store.history.latest_insight(1) is not None and store.snapshots.steps(1)
    assert store.networks.load(1).temperature != 1.0
    assert store.runs.get(hopeless.id).status is RunStatus.FAILED
    assert "diverged" in store.runs.get(hopeless.id).message
    assert store.workers.all() == []


def test_killed_worker_costs_a_run_nothing(
    dask: Any, store: RunStore, small_data: Dataset, bridging: Bridging, wait_until: Wait
) -> None:
    run = store.runs.create(CONFIG.with_changes(epochs=15))
    with bridging() as bridge:
        wait_until(lambda: store.runs.get(run.id).epoch >= 2)
        store.queue.command(run.id, "change", field="learning_rate", value=0.05)
        wait_until(lambda: store.history.changes(run.id))
        _kill(dask, bridge, store, run)
        wait_until(lambda: store.runs.get(run.id).status.is_over, seconds=120)
    found = store.runs.get(run.id)
    assert (found.status, found.message, found.step) == (RunStatus.FINISHED, "", 15 * 30)
    (change,) = store.history.changes(run.id)
    assert weights(store, run) == expected(run.config, small_data, rate_from=change.step)
    assert [item.epoch for item in store.history.epochs(run.id)] == list(range(1, 16))


def _kill(dask: Any, bridge: Bridge, store: RunStore, run: Run) -> None:
    """Kill the process that trains a run."""
    held = {worker.run_id: worker.id for worker in store.workers.all()}
    (address,) = [slot.address for slot in bridge.slots if slot.worker_id == held[run.id]]
    (nanny,) = [nanny for nanny in dask.workers.values() if nanny.worker_address == address]
    os.kill(nanny.pid, signal.SIGKILL)


def test_commands_are_obeyed(store: RunStore, bridging: Bridging, wait_until: Wait) -> None:
    run = store.runs.create(ENDLESS)
    store.queue.command(run.id, "step", batches=7)
    with bridging():
        wait_until(lambda: store.runs.get(run.id).status is RunStatus.PAUSED)
        wait_until(lambda: store.runs.get(run.id).has_checkpoint)
        assert store.runs.get(run.id).step == 7
        store.queue.command(run.id, "resume")
        wait_until(lambda: store.runs.get(run.id).step > 40)
        store.queue.command(run.id, "change", field="momentum", value=0.5)
        wait_until(lambda: "momentum has no effect" in store.runs.get(run.id).message)
        store.queue.command(run.id, "stop")
        wait_until(lambda: store.runs.get(run.id).status is RunStatus.STOPPED)
    assert store.runs.get(run.id).test_accuracy is not None


def test_what_the_bridge_leaves_goes_back_to_the_queue(store: RunStore, bridging: Bridging, wait_until: Wait) -> None:
    run = store.runs.create(ENDLESS)
    with bridging():
        wait_until(lambda: store.runs.get(run.id).step > 40)
    found = store.runs.get(run.id)
    assert found.status is RunStatus.QUEUED and found.has_checkpoint
    assert store.workers.all() == []


def test_run_with_which_every_worker_is_lost_fails(
    store: RunStore, bridging: Bridging, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mnist_core.cluster.cluster import Cluster

    def lost(self: Cluster, worker: str, *_: object) -> None:
        raise self.lost(worker)

    monkeypatch.setattr(Cluster, "begin", lost)
    run = store.runs.create(CONFIG)
    with bridging():
        wait_until(lambda: store.runs.get(run.id).status.is_over)
    assert store.runs.get(run.id).status is RunStatus.FAILED
    assert "4 workers of the cluster were lost while they trained this run" in store.runs.get(run.id).message
