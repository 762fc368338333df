import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from mnist_core import pretrained
from mnist_core.errors import RunNotFoundError, StoreError
from mnist_core.files.network_file import save_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.pretrained import PRETRAINED_ID
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(7,), epochs=3)


def test_created_run_is_queued_with_its_configuration(store: RunStore) -> None:
    run = store.runs.create(CONFIG, name=" first ", preset="quick")
    assert (run.id, run.name, run.preset, run.source) == (1, "first", "quick", "trained")
    assert run.config == CONFIG
    assert run.status is RunStatus.QUEUED
    assert store.runs.get(run.id) == run


def test_run_without_a_name_is_called_by_its_number_or_preset(store: RunStore) -> None:
    assert store.runs.create(CONFIG).name == "Run 1"
    assert store.runs.create(CONFIG, preset="quick").name == "quick"


def test_runs_are_still_there_after_the_store_is_opened_again(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    assert RunStore().runs.all() == [run]


def test_run_of_another_version_is_listed_with_what_is_known_of_it(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    odd = json.dumps(CONFIG.to_dict() | {"hat": 1, "momentum": 7})
    with store.database.writing() as connection:
        connection.execute(tables.runs.update().where(tables.runs.c.id == run.id).values(config=odd))

    assert store.runs.all()[0].config == CONFIG


def test_list_is_newest_first(store: RunStore) -> None:
    store.runs.create_many([(CONFIG, "a"), (CONFIG, "b")])
    assert [run.name for run in store.runs.all()] == ["b", "a"]


def test_rename_keeps_everything_else_and_refuses_an_empty_name(store: RunStore) -> None:
    id_ = store.runs.create(CONFIG, name="a").id
    store.runs.rename(id_, "b")
    assert store.runs.get(id_).name == "b"
    with pytest.raises(StoreError, match="1 to 200 characters"):
        store.runs.rename(id_, "  ")


def test_deleted_run_can_be_restored_until_it_is_purged(store: RunStore) -> None:
    id_ = store.runs.create(CONFIG).id
    store.runs.delete(id_)
    assert store.runs.all() == []
    assert store.runs.all(include_deleted=True)[0].status is RunStatus.STOPPED
    assert store.runs.purge() == []
    store.runs.restore(id_)
    assert [run.id for run in store.runs.all()] == [id_]
    store.runs.delete(id_)
    folder = store.runs.folder(id_)
    folder.mkdir()
    assert store.runs.purge(older_than_days=0) == [id_]
    assert not folder.exists()
    assert store.runs.all(include_deleted=True) == []


def test_numbers_of_purged_runs_are_not_given_again(store: RunStore) -> None:
    first = store.runs.create(CONFIG).id
    store.runs.delete(first)
    store.runs.purge(older_than_days=0)
    assert store.runs.create(CONFIG).id > first


def test_unknown_run_is_named(store: RunStore) -> None:
    with pytest.raises(RunNotFoundError, match="no run 5"):
        store.runs.get(5)
    with pytest.raises(RunNotFoundError, match="no run 5"):
        store.runs.rename(5, "x")


def test_shipped_network_is_a_run_that_cannot_be_changed(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rng_network: NeuralNetwork
) -> None:
    path = tmp_path / "robust.safetensors"
    monkeypatch.setattr(pretrained, "PATH", path)
    assert store.runs.pretrained() is None
    with pytest.raises(RunNotFoundError):
        store.runs.get(PRETRAINED_ID)
    save_network(rng_network, path, metadata={"test_accuracy": "0.9875", "config": '{"hidden_sizes": [9]}'})
    run = store.runs.get(PRETRAINED_ID)
    assert (run.source, run.test_accuracy, run.config.hidden_sizes) == ("pretrained", 0.9875, (9,))
    assert store.networks.load(PRETRAINED_ID).parameters.tobytes() == rng_network.parameters.tobytes()
    assert store.runs.all() == []
    for change in (
        store.runs.delete,
        store.queue.move_to_front,
        store.queue.requeue,
        lambda id_: store.runs.rename(id_, "x"),
    ):
        with pytest.raises(StoreError, match="cannot be changed"):
            change(PRETRAINED_ID)


def test_five_hundred_runs_are_listed_by_one_query(store: RunStore) -> None:
    store.runs.create_many([(CONFIG, f"run {number}") for number in range(500)])
    epoch = {"step": 1, "train_loss": 1.0, "train_accuracy": 0.5, "learning_rate": 0.1, "images": 64}
    epoch |= {"train_seconds": 0.1, "is_best": False, "validation_loss": None, "validation_accuracy": None}
    rows = [{"run_id": id_, "epoch": number, **epoch} for id_ in range(1, 501) for number in range(1, 76)]
    with store.database.writing() as connection:
        connection.execute(tables.epochs.insert(), rows)
    queries: list[str] = []
    sa.event.listen(store.database.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    assert len(store.runs.all()) == 500
    assert len(queries) == 1
    found = store.history.epochs_of(range(1, 21))
    assert len(queries) == 2
    assert [len(epochs) for epochs in found.values()] == [75] * 20
