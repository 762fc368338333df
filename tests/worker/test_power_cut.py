"""The power fails while a run trains: what was flushed is there, of the rest any part, and the run ends the same."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.files.checkpoint import latest_checkpoint
from mnist_core.files.snapshots import FOLDER
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd
from mnist_core.training.trainer import Trainer
from tests.worker.training_child import child

CONFIG = TrainingConfig(
    hidden_sizes=(12,), batch_size=20, epochs=60, optimizer="adam", dropout=0.2, validation_size=100, seed=4
)
STEPS = 60 * 30
DATABASE, LOG, INDEX = "runs.sqlite", "runs.sqlite-wal", "runs.sqlite-shm"


def cut_power(folder: Path, run_folder: str, after: Path, rng: np.random.Generator) -> None:
    """Copy a store whose writers stand still as a disk would hold it after a power cut.

    The database's log ends anywhere after what was flushed, in the middle of a page or with rubbish; files that are
    being written, and snapshots, which nobody flushes, end anywhere.
    """
    shutil.copytree(folder, after, ignore=shutil.ignore_patterns(INDEX))
    for path in [*after.rglob("*.tmp"), *(after.rglob(f"{FOLDER}/*"))]:
        if path.stat().st_mtime > max((each.stat().st_mtime for each in after.rglob("checkpoint*")), default=0):
            os.truncate(path, int(rng.integers(0, path.stat().st_size + 1)))
    whole, _ = latest_checkpoint(after / run_folder)
    flushed = whole.step if whole is not None else 0
    log = (after / LOG).read_bytes()
    end = len(log)
    for _ in range(20):  # the record is flushed before the checkpoint is written, so that it knows as much is certain
        cut = int(rng.integers(0, end + 1))
        (after / LOG).write_bytes(log[:cut] + rng.bytes(int(rng.integers(0, 5000))))
        if recorded_step(after) >= flushed:
            return
    (after / LOG).write_bytes(log)


def recorded_step(folder: Path) -> int:
    """Return how far the run is by a database, read from a copy, so that what lies there stays as it is."""
    copy = folder.with_name(f"{folder.name}-read")
    copy.mkdir()
    for name in (DATABASE, LOG):
        shutil.copy(folder / name, copy / name)
    with closing(sqlite3.connect(copy / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        try:
            found = connection.execute("SELECT step FROM runs").fetchone()
        except sqlite3.OperationalError:  # cut before the tables were made
            found = None
    shutil.rmtree(copy)
    return found[0] if found is not None else -1


@pytest.mark.skipif(os.name != "posix", reason="needs signals that hold a process")
@pytest.mark.parametrize("cuts", [3, pytest.param(50, marks=pytest.mark.campaign)])
def test_a_run_ends_bit_identical_however_often_the_power_fails(
    cuts: int, store: RunStore, runs_folder: Path, small_data: Dataset, wait_until: Callable[..., None]
) -> None:
    rng = np.random.default_rng(cuts)
    id_ = store.runs.create(CONFIG).id
    folder = runs_folder
    for number in range(cuts):
        goal = STEPS * (number + rng.random()) / (cuts + 1)
        with child(folder) as worker:
            wait_until(lambda goal=goal, store=store: store.runs.get(id_).step >= goal)
            os.kill(worker.pid, signal.SIGSTOP)
            known = [end.epoch for end in store.history.epochs(id_)]
            after = folder.parent / f"after-{number}"
            cut_power(folder, store.runs.folder(id_).name, after, rng)
        store.close()
        folder, store = after, RunStore(folder=after)
        store.workers.recover()
        kept = [end.epoch for end in store.history.epochs(id_)]
        assert kept == known[: len(kept)]
        if store.runs.get(id_).status is not RunStatus.QUEUED:  # as it was before it was ever flushed
            assert store.runs.get(id_).status is RunStatus.INTERRUPTED
            store.queue.requeue(id_)
    with child(folder):
        wait_until(lambda: store.runs.get(id_).status.is_over)

    trainer = Trainer(CONFIG)
    events = list(trainer.fit(small_data.train))
    assert store.runs.get(id_).status is RunStatus.FINISHED
    assert store.networks.load(id_).parameters.tobytes() == trainer.network.parameters.tobytes()
    assert [(end.epoch, end.train_loss) for end in store.history.epochs(id_)] == [
        (event.epoch, event.train_loss) for event in events if isinstance(event, EpochEnd)
    ]
    losses = np.array([event.loss for event in events if isinstance(event, BatchEnd)], np.float32)
    steps = store.history.steps(id_)
    np.testing.assert_array_equal(steps.step, np.arange(1, STEPS + 1))
    np.testing.assert_array_equal(steps.loss, losses)
    store.close()
