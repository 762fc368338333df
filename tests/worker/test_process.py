"""The worker's process in this one: it trains what waits, stays for its time and leaves."""

import pytest
from click.testing import CliRunner

from mnist_core.data import built_in
from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.worker import __main__ as process

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
