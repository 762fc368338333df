"""A row that no run can be hides itself alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(7,), epochs=3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("config", "no JSON"),
        ("config", "[]"),
        ("config", "3"),
        ("config", "[" * 10_000),
        ("status", "dreaming"),
        ("epoch", "9" * 400),
        ("created_at", "9" * 400),
        ("created_at", 1e300),
        ("created_at", "yesterday"),
        ("test_accuracy", "good"),
        ("deleted_at", "x"),
        ("name", b"\xff\xfe"),
        ("name", sa.text("CAST(X'fffe' AS TEXT)")),
    ],
)
def test_unreadable_row_is_one_sentence_and_hides_no_other(store: RunStore, column: str, value: object) -> None:
    good, bad, newest = store.runs.create_many([(CONFIG, name) for name in ("good", "bad", "newest")])
    with store.database.writing() as connection:
        if isinstance(value, sa.TextClause):
            connection.execute(sa.text(f"UPDATE runs SET {column} = {value.text} WHERE id = :id"), {"id": bad.id})
        else:
            connection.execute(
                sa.text(f"UPDATE runs SET {column} = :value WHERE id = :id"), {"value": value, "id": bad.id}
            )

    assert store.runs.all() == [newest, good]
    with pytest.raises(StoreError):
        store.runs.get(bad.id)
    if column != "deleted_at":
        (sentence,) = store.runs.unreadable()
        assert len(sentence) < 250


def test_configuration_with_a_number_of_400_digits_is_listed_with_what_is_known_of_it(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    with store.database.writing() as connection:
        config = '{"hidden_sizes": [7], "epochs": 3, "weight_decay": %s}' % ("9" * 400)
        connection.execute(sa.text("UPDATE runs SET config = :config"), {"config": config})
    assert store.runs.get(run.id).config == CONFIG


def test_queued_run_that_cannot_be_read_does_not_stand_before_the_others(store: RunStore) -> None:
    bad, good = store.runs.create_many([(CONFIG, "bad"), (CONFIG, "good")])
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE runs SET config = 'no JSON' WHERE id = :id"), {"id": bad.id})
    worker = store.workers.register()
    claimed = store.queue.claim(worker) or store.queue.claim(worker)
    assert claimed is not None and claimed.id == good.id


@pytest.mark.parametrize("name", ["what?", "50%20off", "a#b&c=d", "file:x"])
def test_runs_folder_may_have_any_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = RunStore(folder=tmp_path / name)
    run = store.runs.create(CONFIG)
    assert (tmp_path / name / "runs.sqlite").exists()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    monkeypatch.setenv("MNIST_RUNS_URL", store.database.url)  # as a worker is told
    assert RunStore(folder=tmp_path / name).runs.all() == [run]


@pytest.mark.parametrize(
    "tables",
    [
        "CREATE TABLE customers (id INTEGER)",
        "CREATE TABLE settings (key TEXT, shade TEXT)",
        "CREATE TABLE runs (id INTEGER); CREATE TABLE experiments (id INTEGER)",
        "CREATE TABLE settings (name TEXT, value INTEGER); INSERT INTO settings VALUES ('version', 99)",
    ],
)
def test_foreign_or_newer_database_is_refused_and_not_touched(runs_folder: Path, tables: str) -> None:
    runs_folder.mkdir()
    path = runs_folder / "runs.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.executescript(tables)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="set MNIST_RUNS_DIR to another folder"):
        RunStore()
    assert path.read_bytes() == before
    assert [left.name for left in runs_folder.iterdir()] == ["runs.sqlite"]
