import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from mnist_core.errors import StoreError
from mnist_core.store import tables, workers
from mnist_core.store.database import PROJECT
from mnist_core.store.retention import KEPT_LOGS
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.workers import FRESH_SECONDS, STALE_SECONDS, STARTING_SECONDS, WorkerPool
from mnist_core.threads import threads_per_worker
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=50, epochs=2, training_size=500)
Wait = Callable[..., None]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the worker processes that would be started, and start none."""
    asked: list[int] = []
    monkeypatch.setattr(WorkerPool, "_start", lambda _store, worker_id, _threads: asked.append(worker_id))
    return asked


def held_by(store: RunStore, **worker: Any) -> int:
    """Return a run that is held by a worker with these columns."""
    run = store.create(CONFIG)
    id_ = store.register_worker()
    with store.writing() as connection:
        values = {"run_id": None, **worker}
        connection.execute(tables.workers.update().where(tables.workers.c.id == id_).values(**values))
    assert store.claim(id_) is not None
    return run.id


def dead_pid() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def test_run_of_a_living_worker_is_left_alone(store: RunStore) -> None:
    id_ = held_by(store)
    assert store.recover() == []
    assert store.get(id_).status is RunStatus.RUNNING


@pytest.mark.parametrize("status", [RunStatus.RUNNING, RunStatus.PAUSED])
def test_run_of_a_dead_worker_is_interrupted_and_can_be_resumed(store: RunStore, status: RunStatus) -> None:
    id_ = held_by(store, pid=dead_pid())
    store.update_run(id_, status=status)
    store.command(id_, "pause")
    store.command(id_, "change", field="learning_rate", value=0.5)
    assert store.recover() == [id_]
    assert store.get(id_).status is RunStatus.INTERRUPTED
    assert [command.kind for command in store.waiting_commands(id_)] == ["change"]
    assert store.workers() == []
    store.command(id_, "resume")
    assert store.get(id_).status is RunStatus.QUEUED


def test_another_process_with_the_same_number_is_not_the_worker(store: RunStore) -> None:
    started = psutil.Process().create_time()
    id_ = held_by(store, process_started=started - 3600, heartbeat=time.time() - 2 * FRESH_SECONDS)
    assert store.recover() == [id_]


def test_worker_heard_of_lately_is_alive_though_the_clock_was_set(store: RunStore) -> None:
    held_by(store, process_started=psutil.Process().create_time() - 3600)
    assert store.recover() == []


@pytest.mark.parametrize(("age", "dead"), [(STALE_SECONDS / 2, False), (STALE_SECONDS * 2, True)])
def test_worker_on_another_machine_is_judged_by_its_last_sign_of_life(store: RunStore, age: float, dead: bool) -> None:
    id_ = held_by(store, host="elsewhere", heartbeat=time.time() - age)
    assert store.recover() == ([id_] if dead else [])


def test_only_the_workers_that_are_missing_are_started(store: RunStore, started: list[int]) -> None:
    assert store.ensure_workers() == 0
    store.create_many([(CONFIG, ""), (CONFIG, ""), (CONFIG, "")])
    assert store.ensure_workers() == 1
    assert store.ensure_workers() == 0
    store.change_settings(max_concurrent=2)
    assert store.ensure_workers() == 1
    assert store.ensure_workers(warm=True) == 0
    assert len(started) == 2


def test_warm_worker_is_started_once_and_then_used(store: RunStore, started: list[int]) -> None:
    assert store.ensure_workers(warm=True) == 1
    assert store.ensure_workers(warm=True) == 0
    store.create(CONFIG)
    assert store.ensure_workers() == 0


def test_idle_worker_may_not_leave_while_a_run_waits(store: RunStore) -> None:
    worker = store.register_worker()
    store.create(CONFIG)
    assert not store.retire_worker(worker)
    store.delete(1)
    assert store.retire_worker(worker)
    assert store.workers() == []


def test_worker_that_never_came_up_is_reported_with_its_last_words(
    store: RunStore, started: list[int], runs_folder: Path
) -> None:
    store.create(CONFIG)
    store.ensure_workers()
    (runs_folder / "logs").mkdir()
    (runs_folder / "logs" / f"worker-{started[0]:06d}.log").write_text("Traceback\nImportError: no module\n\n")
    with store.writing() as connection:
        connection.execute(tables.workers.update().values(heartbeat=time.time() - 2 * STARTING_SECONDS))
    with pytest.raises(StoreError, match="ended as soon as it started: ImportError: no module"):
        store.ensure_workers()
    assert store.ensure_workers() == 1


def test_process_that_cannot_be_started_is_one_sentence(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.sys, "executable", "/no/such/python")
    store.create(CONFIG)
    with pytest.raises(StoreError, match="no worker process can be started: No such file"):
        store.ensure_workers()
    assert store.workers() == []


def test_threads_leave_one_core_and_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(6)))
    assert [threads_per_worker(concurrent) for concurrent in (1, 2, 16)] == [5, 2, 1]


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_worker_outlives_the_killed_server_and_its_own_death_is_noticed(
    store: RunStore, runs_folder: Path, wait_until: Wait
) -> None:
    server = (
        "from mnist_core.store.store import RunStore; import time\n"
        "store = RunStore(); store.ensure_workers(); time.sleep(600)"
    )
    id_ = store.create(CONFIG.with_changes(epochs=1000)).id
    store.command(id_, "speed", steps_per_second=50)
    with subprocess.Popen([sys.executable, "-c", server], cwd=PROJECT) as process:
        wait_until(lambda: store.get(id_).step > 0)
        process.kill()
    (worker,) = store.workers()
    try:
        step = store.get(id_).step
        wait_until(lambda: store.get(id_).step > step)
        assert worker.host == platform.node() and worker.pid is not None
        assert os.getsid(worker.pid) == worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        wait_until(store.recover)
        assert store.get(id_).status is RunStatus.INTERRUPTED
    finally:
        if psutil.pid_exists(worker.pid):
            os.kill(worker.pid, signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGTERM")
def test_real_worker_trains_on_mnist_and_leaves_when_asked(store: RunStore, wait_until: Wait) -> None:
    id_ = store.create(CONFIG).id
    store.ensure_workers()
    wait_until(lambda: store.workers()[0].process_started)
    (worker,) = store.workers()
    assert worker.pid is not None
    try:
        wait_until(lambda: store.get(id_).status.is_over and store.workers()[0].run_id is None)
    finally:
        os.kill(worker.pid, signal.SIGTERM)
    wait_until(lambda: not store.workers())
    run = store.get(id_)
    assert run.status is RunStatus.FINISHED and run.message == ""
    assert run.test_accuracy is not None and run.test_accuracy > 0.25


def test_only_the_last_logs_are_kept(store: RunStore, runs_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = runs_folder / "logs"
    logs.mkdir()
    for number in range(100, 100 + 2 * KEPT_LOGS):
        (logs / f"worker-{number:06d}.log").write_text("")
    monkeypatch.setattr(workers.sys, "executable", "/no/such/python")
    with pytest.raises(StoreError):
        store.ensure_workers(warm=True)
    assert len(list(logs.iterdir())) == KEPT_LOGS
