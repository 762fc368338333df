"""What the store says when its disk, its files or its processes fail it."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from mnist_core import pretrained
from mnist_core.data.dataset import Dataset
from mnist_core.data.readers.load import load_data
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.errors import CheckpointError, StoreError, StoreUnavailableError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import readings
from mnist_core.store.data_sets import with_test
from mnist_core.store.failures import explained
from mnist_core.store.networks import Networks
from mnist_core.store.readings import reading_of
from mnist_core.store.run import RunStatus, RunTaken
from mnist_core.store.store import RunStore
from mnist_core.store.study import StudyStatus
from mnist_core.training.config import TrainingConfig
from tests.data.readers.tables import rows, text
from tests.store.any_state import put

CONFIG = TrainingConfig(hidden_sizes=(4,), epochs=1)
READING = reading_of(np.full((2, 10), 0.1), np.array([0, 1], np.uint8))


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_store_is_named_by_its_address(store: RunStore, runs_folder: Path) -> None:
    assert repr(store) == f"RunStore('sqlite:///{runs_folder / 'runs.sqlite'}')"
    assert repr(store.database).startswith("Database('sqlite:///")


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ("database or disk is full", StoreUnavailableError, "is full; free some space and try again"),
        ("database is locked", StoreUnavailableError, "is locked by another program"),
        ("attempt to write a readonly database", StoreUnavailableError, "cannot be written; allow writing there"),
        ("database disk image is malformed", StoreError, "is damaged; move that file away"),
        ("unable to open database file", StoreUnavailableError, "cannot be opened; check that the folder exists"),
        ("something odd\nand more", StoreUnavailableError, "failed: something odd"),
    ],
)
def test_what_a_database_says_becomes_a_sentence(
    store: RunStore, said: str, kind: type[StoreError], sentence: str
) -> None:
    error = explained(sqlite3.OperationalError(said), store.database.engine)
    assert type(error) is kind and sentence in str(error) and "\n" not in str(error)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_an_address_whose_driver_is_missing_says_what_to_install(
    scheme: str, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"needs psycopg, which is missing: python -m pip install 'psycopg\[binary\]'"):
        open_store(f"{scheme}://mnist@127.0.0.1/runs")


def test_a_full_disk_is_told_beside_a_run(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.runs.create(CONFIG)
    assert store.runs.notice(run.id) == ""
    usage = shutil.disk_usage(store.database.folder)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage._replace(free=1000))
    assert "is full; free some space" in store.runs.notice(run.id)
    monkeypatch.setattr("shutil.disk_usage", full)
    assert store.runs.notice(run.id) == ""


def test_readings_that_cannot_be_kept_are_one_sentence_and_old_ones_make_room(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "KEPT", 2)
    for version in ("a1", "b2", "c3"):
        store.readings.keep(version, READING)
    assert len(list((store.database.folder / "readings").iterdir())) == 2
    monkeypatch.setattr(readings.np, "savez", full)
    with pytest.raises(StoreError, match="cannot be kept: No space left on device"):
        store.readings.keep("d4", READING)


def test_where_no_row_can_be_read_the_store_says_so(store: RunStore) -> None:
    store.runs.create_many([(CONFIG, "a"), (CONFIG, "b")])
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE runs SET name = CAST(X'fffe' AS TEXT)"))
    with pytest.raises(StoreError, match="Could not decode"):
        store.runs.all()


def test_a_deleted_run_that_trains_is_asked_to_stop(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    put(store, run.id, RunStatus.RUNNING)
    store.runs.delete(run.id)
    assert [command.kind for command in store.queue.waiting_commands(run.id)] == ["stop"]


def test_only_its_holder_may_write_of_a_run(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    put(store, run.id, RunStatus.RUNNING)
    holder = store.workers.all()[0].id
    store.runs.check_holder(run.id, holder)
    with pytest.raises(RunTaken):
        store.runs.check_holder(run.id, holder + 1)


def test_a_worker_keeps_the_number_that_it_was_started_with(store: RunStore, started: list[int]) -> None:
    store.runs.create(CONFIG)
    assert store.workers.ensure() == 1
    assert store.workers.register(started[0]) == started[0]
    assert store.workers.register(99) not in (99, started[0])


def test_a_network_that_is_replaced_while_it_is_read_is_read_again(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.runs.create(CONFIG)
    network = NeuralNetwork(CONFIG.layer_sizes, rng=np.random.default_rng(0))
    store.networks.keep(run.id, network)
    kept, asked = Networks._kept_network, []

    def replaced(self: Networks, run_id: int) -> NeuralNetwork | None:
        asked.append(run_id)
        if len(asked) == 1:
            raise CheckpointError("the checkpoint is damaged")
        return kept(self, run_id)

    monkeypatch.setattr(Networks, "_kept_network", replaced)
    assert (store.networks.load(run.id).parameters == network.parameters).all() and len(asked) == 2


def test_a_network_that_is_gone_is_one_sentence(store: RunStore) -> None:
    run = store.runs.create(CONFIG)
    put(store, run.id, RunStatus.FINISHED, has_checkpoint=True)
    with pytest.raises(StoreError, match=f"the network of run {run.id} is missing; put a copy of .* back"):
        store.networks.load(run.id)


@pytest.mark.parametrize("content", [None, b"", b"damaged"])
def test_a_shipped_network_that_cannot_be_read_is_none(
    store: RunStore, content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.safetensors"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(pretrained, "PATH", path)
    assert store.runs.pretrained() is None


def test_built_in_data_are_found_by_their_key_and_tests_are_kept_apart(store: RunStore) -> None:
    assert store.data.find("small-digits") == SMALL_DIGITS
    assert store.data.find("absent") is None
    loaded = load_data(text(rows(40)), test=text(rows(7)))
    whole, note = with_test(loaded)
    assert isinstance(whole, Dataset) and (len(whole.train), len(whole.test), note) == (40, 7, "")


class TestStudies:
    """A search in the store, without a tuner."""

    def test_a_name_must_be_one(self, store: RunStore) -> None:
        study = store.studies.create({})
        for name in ("  ", "x" * 201):
            with pytest.raises(StoreError, match="a study's name must have 1 to 200 characters"):
                store.studies.rename(study.id, name)

    def test_one_that_is_over_cannot_pause(self, store: RunStore) -> None:
        study = store.studies.create({})
        store.studies.set_status(study.id, StudyStatus.FINISHED)
        with pytest.raises(StoreError, match="the study is finished, so it cannot be paused"):
            store.studies.set_status(study.id, StudyStatus.PAUSED)
        with pytest.raises(StoreError, match="there is no study 7"):
            store.studies.get(7)

    def test_deleting_one_ends_what_trains_and_what_waits(self, store: RunStore) -> None:
        study = store.studies.create({})
        store.tuners.ensure()
        trials = [
            store.trials.ask(study.id, number, {}, claim=1, sampler_state={}, config=CONFIG) for number in range(2)
        ]
        trains, waits = (trial.run_id or 0 for trial in trials)
        put(store, trains, RunStatus.RUNNING)
        store.studies.delete(study.id)
        assert store.runs.get(waits).status is RunStatus.STOPPED
        assert [command.kind for command in store.queue.waiting_commands(trains)] == ["stop"]

    def test_a_wish_keeps_it_from_its_end(self, store: RunStore) -> None:
        study = store.studies.create({})
        store.tuners.ensure()
        store.studies.wish(study.id, {"seed": 3})
        assert not store.studies.end(study.id, 1, StudyStatus.FINISHED, message="", winner=None)
        assert store.studies.get(study.id).status is StudyStatus.RUNNING

    def test_no_process_can_be_started_is_one_sentence(self, open_store: Callable[..., RunStore]) -> None:
        store = RunStore(start_worker=lambda *_: None, start_tuner=full)
        store.studies.create({})
        with pytest.raises(StoreError, match="no tuner process can be started: No space left on device"):
            store.tuners.ensure()
        store.close()
