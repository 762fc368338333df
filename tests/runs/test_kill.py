"""A run survives the death of its worker at any moment, and ends as if nothing had happened, to the bit."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from mnist_core.data.dataset import Dataset
from mnist_core.runs.checkpoint import latest_checkpoint
from mnist_core.runs.run import RunStatus
from mnist_core.runs.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, SettingChanged
from mnist_core.training.trainer import Trainer
from tests.runs.training_child import child

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
STEPS = 60 * STEPS_PER_EPOCH
KILLS = 20
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


def test_worker_killed_twenty_times_ends_bit_identical(
    store: RunStore, runs_folder: Path, small_data: Dataset, wait_until: Wait
) -> None:
    rng = np.random.default_rng(0)
    id_ = store.create(CONFIG).id
    for kill in range(KILLS):
        target = STEPS * (kill + rng.random()) / (KILLS + 1)
        with child(runs_folder) as worker:
            wait_until(lambda goal=target: store.get(id_).step >= goal)
            if kill in (3, 11):
                known = len(store.changes(id_))
                store.command(id_, "change", field="learning_rate", value=0.001 / (kill + 1))
                store.command(id_, "change", field="dropout", value=0.1)
                wait_until(lambda count=known: len(store.changes(id_)) > count)
            assert worker.is_alive()
        assert store.recover() == [id_]
        assert store.get(id_).status is RunStatus.INTERRUPTED
        whole, _ = latest_checkpoint(store.run_folder(id_), up_to_step=store.get(id_).step)
        assert (whole.epoch if whole else 0) >= len(store.epochs(id_)) - 1
        store.requeue(id_)
    with child(runs_folder):
        wait_until(lambda: store.get(id_).status is RunStatus.FINISHED)

    trainer, events = left_alone(CONFIG, small_data, store.changes(id_))
    kept = store.load_network(id_)
    assert len(store.changes(id_)) >= 3
    assert kept.parameters.tobytes() == trainer.network.parameters.tobytes()
    assert kept.state.tobytes() == trainer.network.state.tobytes()
    assert untimed(store.epochs(id_)) == untimed([event for event in events if isinstance(event, EpochEnd)])
    losses = np.array([event.loss for event in events if isinstance(event, BatchEnd)], np.float32)
    steps = store.steps(id_)
    np.testing.assert_array_equal(steps.step, np.arange(1, STEPS + 1))
    np.testing.assert_array_equal(steps.loss, losses)


def test_database_copied_while_written_is_whole(
    store: RunStore, runs_folder: Path, tmp_path: Path, wait_until: Wait
) -> None:
    id_ = store.create(CONFIG).id
    with child(runs_folder):
        for number, goal in enumerate((1, 500, 1500)):
            wait_until(lambda step=goal: store.get(id_).step >= step)
            copies = [tmp_path / f"copy-{number}.sqlite{suffix}" for suffix in ("", "-wal")]
            with closing(sqlite3.connect(runs_folder / "runs.sqlite")) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM runs").fetchone()  # keeps the log from starting over meanwhile
                for copy in copies:
                    copy.write_bytes((runs_folder / copy.name.replace(f"copy-{number}", "runs")).read_bytes())
            with closing(sqlite3.connect(copies[0])) as opened:
                assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert opened.execute("SELECT count(*) FROM runs").fetchone() == (1,)
