"""A number is not enough to know a run by: folders are copied, swapped, and outlive their database."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mnist_core.errors import CheckpointError, StoreError, StoreGoneError
from mnist_core.files.checkpoint import Checkpoint, save_checkpoint
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run
from mnist_core.store.schema import BEFORE
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(9,), batch_norm=True)
WRITTEN = Path(__file__).parent / "written_before"


def kept(store: RunStore, network: NeuralNetwork) -> Run:
    """Return a run that keeps a network."""
    run = store.runs.create(CONFIG)
    store.networks.keep(run.id, network)
    return run


def swap(one: Path, other: Path) -> None:
    """Let two folders change places."""
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def test_folder_of_another_run_is_refused(store: RunStore, rng_network: NeuralNetwork) -> None:
    one, other = kept(store, rng_network), kept(store, rng_network)
    assert one.identity != other.identity
    swap(store.runs.folder(one.id), store.runs.folder(other.id))
    for read in (store.networks.load, store.networks.export, lambda run_id: store.snapshots.load(run_id, 0)):
        with pytest.raises(CheckpointError, match="belongs to another run; put this run's own folder back"):
            read(one.id)
    swap(store.runs.folder(one.id), store.runs.folder(other.id))
    assert store.networks.load(one.id)


def test_checkpoint_of_another_run_or_of_none_is_refused(store: RunStore, rng_network: NeuralNetwork) -> None:
    run = store.runs.create(CONFIG)
    for owner in ("another", ""):
        save_checkpoint(store.runs.folder(run.id), Checkpoint(1, 10, {}, rng_network, run=owner))
        with pytest.raises(CheckpointError, match="belongs to another run"):
            store.networks.load(run.id)
    save_checkpoint(store.runs.folder(run.id), Checkpoint(1, 10, {}, rng_network, run=run.identity or ""))
    assert store.networks.load(run.id)


def test_new_database_leaves_the_folders_of_the_old_one_alone(
    store: RunStore, runs_folder: Path, rng_network: NeuralNetwork, open_store: Callable[..., RunStore]
) -> None:
    old = kept(store, rng_network)
    store.close()
    for path in runs_folder.glob("runs.sqlite*"):
        path.unlink()
    new = open_store()
    run = new.runs.create(CONFIG)
    assert run.id > old.id and not new.runs.folder(run.id).exists()
    with pytest.raises(StoreError, match="has no network yet"):
        new.networks.load(run.id)
    new.close()


def test_store_written_before_gets_identities_and_its_files_are_believed(runs_folder: Path) -> None:
    shutil.copytree(WRITTEN, runs_folder)
    store = RunStore()
    identities = [run.identity for run in store.runs.all()]
    assert all(identity and identity.startswith(BEFORE) for identity in identities) and len(set(identities)) == 2
    assert store.networks.load(1) and store.networks.load(2)
    store.close()
    assert [run.identity for run in RunStore().runs.all()] == identities, "they stay"


def test_folder_of_another_store_is_refused_where_the_database_is_elsewhere(store: RunStore, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    with pytest.raises(StoreError, match="holds the files of another run store; set MNIST_RUNS_DIR"):
        RunStore(url, store.database.folder)
    RunStore(url, tmp_path / "own").close()
    RunStore(url, tmp_path / "own").close()


def test_removed_database_is_noticed(store: RunStore, runs_folder: Path) -> None:
    store.runs.create(CONFIG)
    shutil.rmtree(runs_folder)
    for use in (store.runs.all, lambda: store.runs.create(CONFIG)):
        with pytest.raises(StoreGoneError, match="is gone; put it back"):
            use()
    assert not runs_folder.exists()


def test_database_of_another_store_in_its_place_is_refused(store: RunStore, runs_folder: Path, tmp_path: Path) -> None:
    store.runs.create(CONFIG)
    other = RunStore(folder=tmp_path / "other")
    other.close()
    store.close()
    (tmp_path / "other" / "runs.sqlite").replace(runs_folder / "runs.sqlite")
    with pytest.raises(StoreGoneError, match="another run store has taken the place"):
        store.runs.all()


def test_copy_that_was_put_back_in_its_place_is_used(store: RunStore, runs_folder: Path, tmp_path: Path) -> None:
    run = store.runs.create(CONFIG)
    with closing(sqlite3.connect(runs_folder / "runs.sqlite")) as source:
        with closing(sqlite3.connect(tmp_path / "copy")) as target:
            source.backup(target)
    store.runs.create(CONFIG)
    store.close()
    for path in runs_folder.glob("runs.sqlite*"):
        path.unlink()
    with pytest.raises(StoreGoneError):
        store.runs.all()
    shutil.copy(tmp_path / "copy", runs_folder / "runs.sqlite")
    assert store.runs.all() == [run]
    assert store.runs.create(CONFIG).id == 2
