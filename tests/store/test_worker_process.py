import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_core.store import worker_process
from mnist_core.store.retention import KEPT_LOGS
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.worker_process import start_process
from mnist_core.threads import threads_per_worker
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=50, epochs=2, training_size=500)


def test_threads_leave_one_core_and_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(6)))
    assert [threads_per_worker(concurrent) for concurrent in (1, 2, 16)] == [5, 2, 1]


@pytest.mark.skipif(os.name != "posix", reason="needs SIGTERM")
def test_real_worker_trains_on_mnist_and_leaves_when_asked(wait_until: Callable[..., None]) -> None:
    store = RunStore()
    id_ = store.runs.create(CONFIG).id
    store.workers.ensure()
    wait_until(lambda: store.workers.all()[0].process_started)
    (worker,) = store.workers.all()
    assert worker.pid is not None
    try:
        wait_until(lambda: store.runs.get(id_).status.is_over and store.workers.all()[0].run_id is None)
    finally:
        os.kill(worker.pid, signal.SIGTERM)
    wait_until(lambda: not store.workers.all())
    run = store.runs.get(id_)
    assert run.status is RunStatus.FINISHED and run.message == ""
    assert run.test_accuracy is not None and run.test_accuracy > 0.25


def test_only_the_last_logs_are_kept(store: RunStore, runs_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = runs_folder / "logs"
    logs.mkdir()
    for number in range(100, 100 + 2 * KEPT_LOGS):
        (logs / f"worker-{number:06d}.log").write_text("")
    monkeypatch.setattr(worker_process.sys, "executable", "/no/such/python")
    with pytest.raises(FileNotFoundError):
        start_process(store.database, 1, threads=1)
    assert len(list(logs.iterdir())) == KEPT_LOGS
