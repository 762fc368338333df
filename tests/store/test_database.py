import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from mnist_core.errors import StoreError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig


def test_folder_is_made_and_its_name_comes_from_the_environment(store: RunStore, runs_folder: Path) -> None:
    assert store.database.folder == runs_folder
    assert (runs_folder / "runs.sqlite").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_what_is_kept(store: RunStore, runs_folder: Path) -> None:
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,)))
    store.networks.keep(run.id, NeuralNetwork((784, 4, 10), rng=np.random.default_rng(0)))
    assert runs_folder.stat().st_mode & 0o077 == 0
    assert not [path for path in runs_folder.rglob("*") if path.stat().st_mode & 0o077]


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="runs folder .* cannot be made"):
        RunStore(folder=tmp_path / "file" / "runs")


@pytest.mark.parametrize("url", ["nonsense", "nodialect://x", "sqlite:////no/such/folder/x.sqlite"])
def test_unusable_address_is_one_sentence(url: str) -> None:
    with pytest.raises(StoreError, match="run store"):
        RunStore(url)


@pytest.mark.parametrize("damage", [b"<html>not a database</html>" * 50, b"SQLite format 3\0" + b"\xff" * 4096])
def test_damaged_database_is_said_and_left_as_it_is(runs_folder: Path, damage: bytes) -> None:
    runs_folder.mkdir()
    path = runs_folder / "runs.sqlite"
    path.write_bytes(damage)
    with pytest.raises(StoreError, match="is damaged; move that file away"):
        RunStore()
    assert path.read_bytes() == damage


def test_store_of_another_version_is_refused(store: RunStore) -> None:
    table = tables.settings
    with store.database.writing() as connection:
        connection.execute(table.update().where(table.c.name == "version").values(value=tables.VERSION + 1))
    with pytest.raises(StoreError, match="set MNIST_RUNS_DIR to another folder"):
        RunStore()


def test_locked_database_is_said_and_can_still_be_read(runs_folder: Path) -> None:
    impatient = RunStore(busy_seconds=0.01)
    impatient.runs.create(TrainingConfig())
    with closing(sqlite3.connect(runs_folder / "runs.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another program"):
            impatient.runs.create(TrainingConfig())
        assert len(impatient.runs.all()) == 1
        other.execute("ROLLBACK")
    assert impatient.runs.create(TrainingConfig()).id == 2


def test_writers_behind_a_held_lock_wait_together_and_not_one_after_another(runs_folder: Path) -> None:
    store, refusals, attempts = RunStore(busy_seconds=0.2), [], []

    def write() -> None:
        try:
            store.runs.rename(1, "x")
        except StoreError as error:
            refusals.append(str(error))

    store.runs.create(TrainingConfig())
    sa.event.listen(store.database.engine, "before_cursor_execute", lambda *args: attempts.append(args[2]))
    with closing(sqlite3.connect(runs_folder / "runs.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        threads = [threading.Thread(target=write) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(refusals) == 10 and all("is locked by another program" in text for text in refusals)
    assert len(attempts) < 10, "those who waited for the first one have waited long enough"
    store.close()


@pytest.mark.parametrize(("durable", "setting"), [(True, 2), (False, 1)])
def test_what_must_outlast_a_power_cut_is_flushed(store: RunStore, durable: bool, setting: int) -> None:
    with store.database.writing(durable=durable) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == setting


def test_read_only_database_is_said_and_can_still_be_read(store: RunStore, runs_folder: Path) -> None:
    store.runs.create(TrainingConfig())

    @sa.event.listens_for(store.database.engine, "connect")
    def forbid(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only = ON")  # root may write anywhere, so permissions cannot be tested

    store.close()
    with pytest.raises(StoreError, match="cannot be written; allow writing there or set MNIST_RUNS_DIR"):
        store.runs.rename(1, "x")
    assert store.runs.get(1).name == "Run 1"


def test_failed_transaction_leaves_nothing_behind(store: RunStore) -> None:
    with pytest.raises(ZeroDivisionError), store.database.writing() as connection:
        connection.execute(tables.settings.insert().values(name="x", value=1))
        raise ZeroDivisionError
    with store.database.reading() as connection:
        assert connection.execute(sa.select(tables.settings).where(tables.settings.c.name == "x")).all() == []


def test_stores_opened_at_the_same_moment_agree(runs_folder: Path) -> None:
    errors: list[Exception] = []

    def attempt(action: Callable[[], object]) -> None:
        try:
            action()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=attempt, args=(RunStore,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert RunStore().queue.settings.max_concurrent == 1


@pytest.mark.parametrize("dialect", [postgresql.dialect(), mysql.dialect()])
def test_tables_can_be_made_on_a_server(dialect: sa.Dialect) -> None:
    for table in tables.metadata.sorted_tables:
        assert "CREATE TABLE" in str(sa.schema.CreateTable(table).compile(dialect=dialect))
