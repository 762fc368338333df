import errno
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.database import PROJECT, Database
from mnist_core.store.run import RunStatus, WorkerDismissed
from mnist_core.store.signs_of_life import SignsOfLife
from mnist_core.store.store import RunStore
from mnist_core.store.worker_process import FRESH_SECONDS, STALE_SECONDS, STARTING_SECONDS
from mnist_core.training.config import TrainingConfig
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=50, epochs=2, training_size=500)
Wait = Callable[..., None]


def held_by(store: RunStore, **worker: Any) -> int:
    """Return a run that is held by a worker with these columns."""
    run = store.runs.create(CONFIG)
    id_ = store.workers.register()
    with store.database.writing() as connection:
        values = {"run_id": None, **worker}
        connection.execute(tables.workers.update().where(tables.workers.c.id == id_).values(**values))
    assert store.queue.claim(id_) is not None
    return run.id


def dead_pid() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def test_run_of_a_living_worker_is_left_alone(store: RunStore) -> None:
    id_ = held_by(store)
    assert store.workers.recover() == []
    assert store.runs.get(id_).status is RunStatus.RUNNING


@pytest.mark.parametrize("status", [RunStatus.RUNNING, RunStatus.PAUSED])
def test_run_of_a_dead_worker_is_interrupted_and_can_be_resumed(store: RunStore, status: RunStatus) -> None:
    id_ = held_by(store, pid=dead_pid())
    put(store, id_, status, worker_id=store.workers.all()[0].id)
    store.queue.command(id_, "pause")
    store.queue.command(id_, "change", field="learning_rate", value=0.5)
    assert store.workers.recover() == [id_]
    assert store.runs.get(id_).status is RunStatus.INTERRUPTED
    assert [command.kind for command in store.queue.waiting_commands(id_)] == ["change"]
    assert store.workers.all() == []
    store.queue.command(id_, "resume")
    assert store.runs.get(id_).status is RunStatus.QUEUED


def test_worker_that_takes_a_run_during_the_look_is_left_alone(
    store: RunStore, open_store: Callable[..., RunStore]
) -> None:
    id_, other = store.runs.create(CONFIG).id, open_store()

    @sa.event.listens_for(store.database.engine, "after_cursor_execute", once=True)
    def take_a_run(*_: object) -> None:
        assert other.queue.claim(other.workers.register())

    assert store.workers.recover() == []
    assert store.runs.get(id_).status is RunStatus.RUNNING
    other.close()


def test_another_process_with_the_same_number_is_not_the_worker(store: RunStore) -> None:
    started = psutil.Process().create_time()
    id_ = held_by(store, process_started=started - 3600, heartbeat=time.time() - 2 * FRESH_SECONDS)
    assert store.workers.recover() == [id_]


def test_worker_heard_of_lately_is_alive_though_the_clock_was_set(store: RunStore) -> None:
    held_by(store, process_started=psutil.Process().create_time() - 3600)
    assert store.workers.recover() == []


@pytest.mark.parametrize("difference", [-86_400.0, 86_400.0])
def test_worker_on_another_machine_is_judged_by_its_signs_of_life_and_by_no_clock(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, difference: float
) -> None:
    now = 1000.0
    monkeypatch.setattr(store.workers, "_signs", SignsOfLife(lambda: now))
    id_ = held_by(store, host="elsewhere", heartbeat=time.time() + difference)
    assert store.workers.recover() == []
    now += STALE_SECONDS - 1
    assert store.workers.recover() == []
    with store.database.writing() as connection:
        connection.execute(tables.workers.update().values(heartbeat=tables.workers.c.heartbeat + 5))
    now += STALE_SECONDS - 1
    assert store.workers.recover() == [], "it was heard of meanwhile"
    now += STALE_SECONDS + 1
    assert store.workers.recover() == [id_]


def test_worker_that_is_heard_of_while_it_is_taken_off_the_list_stays(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, open_store: Callable[..., RunStore]
) -> None:
    held_by(store, host="elsewhere")
    times, other = chain([0.0], repeat(2 * STALE_SECONDS)), open_store()
    monkeypatch.setattr(store.workers, "_signs", SignsOfLife(lambda: next(times)))
    assert store.workers.recover() == []
    real = store.database.writing_alone

    @contextmanager
    def later() -> Iterator[sa.Connection]:
        with other.database.writing() as connection:
            connection.execute(tables.workers.update().values(heartbeat=time.time() + 1))
        with real() as connection:
            yield connection

    monkeypatch.setattr(store.database, "writing_alone", later)
    assert store.workers.recover() == []
    assert len(store.workers.all()) == 1
    other.close()


def test_numbers_of_workers_are_never_given_out_again(store: RunStore) -> None:
    first = store.workers.register()
    store.workers.retire(first)
    second = store.workers.register()
    run = store.runs.create(CONFIG)
    put(store, run.id, RunStatus.RUNNING, worker_id=40)  # as an earlier version of the program left it
    assert first < second < 40 < store.workers.register()


def test_worker_that_was_taken_for_dead_may_not_go_on(store: RunStore) -> None:
    worker = store.workers.register()
    store.workers.beat(worker)
    store.workers.retire(worker)
    with pytest.raises(WorkerDismissed):
        store.workers.beat(worker)


def test_only_the_workers_that_are_missing_are_started(store: RunStore, started: list[int]) -> None:
    assert store.workers.ensure() == 0
    store.runs.create_many([(CONFIG, ""), (CONFIG, ""), (CONFIG, "")])
    assert store.workers.ensure() == 1
    assert store.workers.ensure() == 0
    store.queue.change_settings(max_concurrent=2)
    assert store.workers.ensure() == 1
    assert store.workers.ensure(warm=True) == 0
    assert len(started) == 2


def test_warm_worker_is_started_once_and_then_used(store: RunStore, started: list[int]) -> None:
    assert store.workers.ensure(warm=True) == 1
    assert store.workers.ensure(warm=True) == 0
    store.runs.create(CONFIG)
    assert store.workers.ensure() == 0


def test_idle_worker_may_not_leave_while_a_run_waits(store: RunStore) -> None:
    worker = store.workers.register()
    store.runs.create(CONFIG)
    assert not store.workers.retire(worker)
    store.runs.delete(1)
    assert store.workers.retire(worker)
    assert store.workers.all() == []


def test_worker_that_never_came_up_is_reported_with_its_last_words(
    store: RunStore, started: list[int], runs_folder: Path
) -> None:
    store.runs.create(CONFIG)
    store.workers.ensure()
    (runs_folder / "logs").mkdir()
    (runs_folder / "logs" / f"worker-{started[0]:06d}.log").write_text("Traceback\nImportError: no module\n\n")
    with store.database.writing() as connection:
        connection.execute(tables.workers.update().values(heartbeat=time.time() - 2 * STARTING_SECONDS))
    with pytest.raises(StoreError, match="ended as soon as it started: ImportError: no module"):
        store.workers.ensure()
    assert store.workers.ensure() == 1


def test_process_that_cannot_be_started_is_one_sentence() -> None:
    def refuse(_database: Database, _worker_id: int, _threads: int) -> None:
        raise OSError(errno.ENOENT, "No such file")

    store = RunStore(start_worker=refuse)
    store.runs.create(CONFIG)
    with pytest.raises(StoreError, match="no worker process can be started: No such file"):
        store.workers.ensure()
    assert store.workers.all() == []


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_worker_outlives_the_killed_server_and_its_own_death_is_noticed(
    store: RunStore, runs_folder: Path, wait_until: Wait
) -> None:
    server = (
        "from mnist_core.store.store import RunStore; import time\n"
        "store = RunStore(); store.workers.ensure(); time.sleep(600)"
    )
    id_ = store.runs.create(CONFIG.with_changes(epochs=1000)).id
    store.queue.command(id_, "speed", steps_per_second=50)
    with subprocess.Popen([sys.executable, "-c", server], cwd=PROJECT) as process:
        wait_until(lambda: store.runs.get(id_).step > 0)
        process.kill()
    (worker,) = store.workers.all()
    try:
        step = store.runs.get(id_).step
        wait_until(lambda: store.runs.get(id_).step > step)
        assert worker.host == platform.node() and worker.pid is not None
        assert os.getsid(worker.pid) == worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        wait_until(store.workers.recover)
        assert store.runs.get(id_).status is RunStatus.INTERRUPTED
    finally:
        if psutil.pid_exists(worker.pid):
            os.kill(worker.pid, signal.SIGKILL)
