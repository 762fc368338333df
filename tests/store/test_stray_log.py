"""A database that was copied over another store's does not take up that store's log."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from mnist_core.errors import StoreError
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig


@pytest.fixture
def torn_off(tmp_path: Path) -> Path:
    """Return the folder of a store with one run, "old", whose server was killed: its log still lies there."""
    store = RunStore(folder=tmp_path / "alive")
    store.runs.create(TrainingConfig(), name="old")
    folder = tmp_path / "torn off"
    shutil.copytree(tmp_path / "alive", folder)
    store.close()
    assert (folder / "runs.sqlite-wal").stat().st_size > 0
    return folder


def names(folder: Path) -> list[str]:
    store = RunStore(folder=folder)
    found = [run.name for run in store.runs.all()]
    store.close()
    return found


def test_a_log_of_its_own_is_taken_up(torn_off: Path) -> None:
    assert names(torn_off) == ["old"]


def test_a_backup_of_another_store_keeps_its_runs(torn_off: Path, tmp_path: Path) -> None:
    backup = RunStore(folder=tmp_path / "backup")
    backup.runs.create(TrainingConfig(), name="backup")
    backup.close()
    shutil.copy(tmp_path / "backup" / "runs.sqlite", torn_off / "runs.sqlite")
    assert names(torn_off) == ["backup"] == names(torn_off)
    [aside] = torn_off.glob("runs.sqlite-wal.stray-*")
    assert aside.stat().st_size > 0  # nothing is thrown away


def test_another_programs_database_is_not_touched(torn_off: Path) -> None:
    path = torn_off / "runs.sqlite"
    path.unlink()
    with closing(sqlite3.connect(torn_off / "recipes")) as recipes:
        recipes.execute("CREATE TABLE recipes (name)")
        recipes.commit()
    (torn_off / "recipes").rename(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="belongs to another program"):
        RunStore(folder=torn_off)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database at all"])
def test_a_file_that_says_nothing_is_left_to_be_told_when_it_is_opened(torn_off: Path, content: bytes) -> None:
    (torn_off / "runs.sqlite").write_bytes(content)
    with suppress(StoreError):
        names(torn_off)
    assert not list(torn_off.glob("*.stray-*"))
