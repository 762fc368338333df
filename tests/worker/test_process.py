"""The worker's process in this one: it trains what waits, stays for its time and leaves."""

import signal
import threading

import pytest
from click.testing import CliRunner

from mnist_core.data import built_in
from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.worker import __main__ as process
from mnist_core.worker.session import Session
from tests.store.any_state import put

pytestmark = pytest.mark.usefixtures("same_signals")


def test_it_trains_what_waits_and_leaves(store, small_data, monkeypatch):
    monkeypatch.setitem(built_in._LOADERS, "mnist", lambda: small_data)
    config = TrainingConfig(hidden_sizes=(4,), epochs=1, batch_size=20, validation_size=100)
    runs = [store.runs.create(config).id for _ in range(2)]
    answer = CliRunner().invoke(process.main, ["--linger", "0"])
    assert answer.exit_code == 0
    assert [store.runs.get(id_).status for id_ in runs] == [RunStatus.FINISHED] * 2
    assert not any(worker.is_alive for worker in store.workers.all())


def test_a_store_that_cannot_be_used_is_one_sentence(monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the run store is of a newer version")

    monkeypatch.setattr(process, "RunStore", broken)
    answer = CliRunner().invoke(process.main, [])
    assert answer.exit_code == 1
    assert "the run store is of a newer version" in answer.stderr


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (MemoryError(), RunStatus.INTERRUPTED, "memory ran out"),
        (ZeroDivisionError("by nothing"), RunStatus.FAILED, "stopped unexpectedly (ZeroDivisionError: by nothing)"),
    ],
)
def test_a_fault_ends_the_run_and_not_the_worker(store, small_data, monkeypatch, error, status, said):
    monkeypatch.setitem(built_in._LOADERS, "mnist", lambda: small_data)

    class Faulty:
        def __init__(self, *_: object, **__: object) -> None:
            raise error

    monkeypatch.setattr(process, "Session", Faulty)
    id_ = store.runs.create(TrainingConfig(hidden_sizes=(4,), epochs=1, validation_size=100)).id
    assert CliRunner().invoke(process.main, ["--linger", "0"]).exit_code == 0
    assert store.runs.get(id_).status is status
    assert said in store.runs.get(id_).message


def test_it_leaves_the_run_whole_when_it_is_told_to(store, small_data, monkeypatch):
    monkeypatch.setitem(built_in._LOADERS, "mnist", lambda: small_data)
    id_ = store.runs.create(TrainingConfig(hidden_sizes=(4,), epochs=1000, batch_size=20, validation_size=100)).id
    take = Session._take

    def told(self, event) -> None:
        take(self, event)
        if isinstance(event, EpochEnd) and event.epoch == 2:
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Session, "_take", told)
    assert CliRunner().invoke(process.main, []).exit_code == 0
    run = store.runs.get(id_)
    assert run.status is RunStatus.INTERRUPTED and run.epoch == 2 and run.has_checkpoint
    assert not any(worker.is_alive for worker in store.workers.all())


def test_while_it_waits_it_looks_after_the_others(store, small_data, monkeypatch):
    asked, leave = [], threading.Event()
    monkeypatch.setattr(process, "HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr(process, "IDLE_POLL_SECONDS", 0.0)
    for part, name in ((store.workers, "beat"), (store.workers, "recover"), (store.tuners, "ensure")):
        own = getattr(part, name)

        def noted(*args, own=own, name=name):
            asked.append(name)
            if name == "ensure":
                leave.set()
            return own(*args)

        monkeypatch.setattr(part, name, noted)
    process.work(store, store.workers.register(), linger=60.0, leave=leave, load=lambda _data: small_data)
    assert asked == ["beat", "recover", "ensure"]


def test_one_that_was_taken_for_dead_leaves_and_another_comes(store, small_data, started, capsys):
    worker = store.workers.register()
    with store.database.writing() as connection:
        connection.execute(tables.workers.delete().where(tables.workers.c.id == worker))
    store.runs.create(TrainingConfig(hidden_sizes=(4,), epochs=1, validation_size=100))
    process.work(store, worker, linger=60.0, leave=threading.Event(), load=lambda _data: small_data)
    assert f"worker {worker} was taken for dead, so it leaves" in capsys.readouterr().err
    assert len(started) == 1 and store.runs.get(1).status is RunStatus.QUEUED


def test_a_run_that_another_took_meanwhile_is_left_to_it(store, small_data, monkeypatch, capsys):
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,), epochs=1, validation_size=100))
    other = store.workers.register()

    class Taken:
        def __init__(self, *_: object, **__: object) -> None:
            put(store, run.id, RunStatus.RUNNING, worker_id=other)
            raise ZeroDivisionError("a fault of the one that lost it")

    monkeypatch.setattr(process, "Session", Taken)
    process.work(store, store.workers.register(), linger=0.0, leave=threading.Event(), load=lambda _data: small_data)
    assert (store.runs.get(run.id).status, store.runs.get(run.id).message) == (RunStatus.RUNNING, "")
    assert "run 1" in capsys.readouterr().err
