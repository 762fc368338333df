import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from mnist_core.store.run import RunStatus, RunTaken
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd
from mnist_core.training.trainer import Trainer
from mnist_core.worker.pace import Rhythm
from mnist_core.worker.recorder import Recorder
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(3,))


@pytest.fixture
def impatient(open_store: Callable[..., RunStore]) -> Iterator[RunStore]:
    """A store that waits for nobody."""
    store = open_store(busy_seconds=0.01)
    yield store
    store.close()


@pytest.fixture
def recorder(impatient: RunStore) -> Recorder:
    """The recorder of run 1, which worker 1 holds."""
    impatient.runs.create(CONFIG)
    worker_id = impatient.workers.register()
    run = impatient.queue.claim(worker_id)
    assert run is not None
    leave = threading.Event()
    return Recorder(impatient, run, Trainer(CONFIG), worker_id=worker_id, leave=leave, rhythm=Rhythm(retry=0.01))


def step(number: int) -> BatchEnd:
    return BatchEnd(1, number, 2.3, 0.1, 0.1)


def test_without_news_nothing_is_written(recorder: Recorder, impatient: RunStore) -> None:
    statements: list[str] = []
    recorder.add(step(1))
    assert recorder.write()
    sa.event.listen(impatient.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert recorder.write()
    assert statements == []
    recorder.add(step(2))
    assert recorder.write()
    assert len(statements) == 2, "one for the steps, one for the run"


def test_what_the_store_refuses_is_written_with_the_next(
    recorder: Recorder, impatient: RunStore, runs_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(runs_folder / "runs.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        recorder.add(step(1))
        assert not recorder.write()
        assert "run 1: the run store" in capsys.readouterr().err
        other.execute("ROLLBACK")
    recorder.add(step(2))
    assert recorder.write()
    assert list(impatient.history.steps(1).step) == [1, 2]
    assert impatient.runs.get(1).step == 2


def test_run_that_is_let_go_has_its_time_and_no_worker(recorder: Recorder, impatient: RunStore) -> None:
    impatient.queue.command(1, "pause")
    recorder.end(RunStatus.FAILED, message="why")
    run = impatient.runs.get(1)
    assert (run.status, run.message) == (RunStatus.FAILED, "why") and run.finished_at is not None
    assert impatient.queue.waiting_commands(1) == []
    recorder.add(step(1))
    with pytest.raises(RunTaken):
        recorder.write()


def test_run_that_another_worker_holds_is_left_alone(recorder: Recorder, impatient: RunStore) -> None:
    put(impatient, 1, RunStatus.RUNNING, worker_id=99)
    recorder.add(step(1))
    with pytest.raises(RunTaken, match="run 1 is no longer held by worker 1"):
        recorder.write()
    assert len(impatient.history.steps(1)) == 0
