"""`python -m mnist_core runs`: what is listed, and what runs are told."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from mnist_core.command_line import runs
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.files.network_file import load_network, network_bytes
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.visitor import Visitor
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from tests.command_line.conftest import SMALL, Run, lines
from tests.data.readers.tables import rows, text
from tests.store.any_state import put


def test_run_of_a_visitor_is_listed_with_their_name(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    store.of(Visitor("Ada")).runs.create(TrainingConfig(), name="hers")
    assert run("runs", "list")[1].rstrip().endswith("hers  (Ada)")


def test_runs_are_listed_and_told_what_to_do(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    assert "no runs yet" in run("runs", "list")[1]
    assert run("runs", "start", *SMALL, "--name", "first")[:2] == (0, "run 1 is queued: first\n")
    assert store.runs.get(1).config.hidden_sizes == (8,)
    assert "queued" in run("runs", "list")[1]
    assert run("runs", "stop", "1")[0] == 0
    assert store.runs.get(1).status is RunStatus.STOPPED
    assert run("runs", "resume", "1")[0] == 0
    assert store.runs.get(1).status is RunStatus.QUEUED
    assert run("runs", "pause", "1")[0] == 0
    assert run("runs", "delete", "1")[0] == 0
    assert run("runs", "list", "--json")[1] == ""
    (listed,) = lines(run("runs", "list", "--json", "--deleted")[1])
    assert (listed["name"], listed["config"]["hidden_sizes"]) == ("first", [8])
    assert run("runs", "restore", "1")[0] == 0
    status, _, errors = run("runs", "export", "1", "n.safetensors")
    assert status == 2 and "run 1 has no network yet" in errors


def test_a_network_is_exported_or_it_is_said_why_not(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    network = Trainer(TrainingConfig(hidden_sizes=(4,))).network
    id_ = store.networks.import_(network_bytes(network)).id
    status, out, _ = run("runs", "export", id_, tmp_path / "n.safetensors")
    assert (
        status == 0 and out == f"{tmp_path / 'n.safetensors'}: {(tmp_path / 'n.safetensors').stat().st_size:,} bytes\n"
    )
    assert (load_network(tmp_path / "n.safetensors").parameters == network.parameters).all()
    status, out, errors = run("runs", "export", id_, tmp_path / "absent" / "n.safetensors")
    assert (status, out) == (2, "") and "cannot be written: No such file" in errors


def test_a_run_that_cannot_be_read_is_a_warning_beside_the_others(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    store.runs.create_many([(TrainingConfig(), "good"), (TrainingConfig(), "bad")])
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE runs SET status = 'dreaming' WHERE id = 2"))
    status, out, errors = run("runs", "list")
    assert status == 0 and "good" in out and len(out.splitlines()) == 1
    assert errors.startswith("warning: ") and "2" in errors


def test_a_run_is_queued_for_other_data_with_settings_that_suit_them(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    (tmp_path / "mine.csv").write_bytes(text(rows(60)))
    options = ("--hidden", "8", "--batch-size", "10")
    status, _, errors = run("runs", "start", *options, "--data", tmp_path / "mine.csv")
    assert status == 0 and "images were set aside to test by" in errors
    (mine,) = store.data.added()
    first = store.runs.get(1).config
    assert (first.data, mine.name) == (mine, "mine.csv") and 0 < first.validation_size < mine.train_images
    assert run("runs", "start", *options, "--data", mine.key, "--validation-size", "7")[0] == 0
    assert store.runs.get(2).config.data == mine and store.runs.get(2).config.validation_size == 7
    assert run("runs", "start", *options, "--data", "small-digits")[0] == 0
    assert store.runs.get(3).config.data == SMALL_DIGITS
    status, _, errors = run("runs", "start", *options, "--data", "absent")
    assert status == 2 and "absent is missing" in errors


def test_diagnose_says_what_went_wrong_and_what_to_try(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    store.runs.create(TrainingConfig(learning_rate=20.0))
    status, _, errors = run("runs", "diagnose", "1")
    assert status != 0 and "ask again once it is over" in errors
    put(store, 1, RunStatus.FAILED, message="Training diverged at step 3 (epoch 1): the loss is 1e+09.")
    _, out, _ = run("runs", "diagnose", "1")
    assert out.startswith("Training diverged: ") and "Try learning rate 0.1." in out


def test_finished_run_is_continued(
    run: Run, store: RunStore, open_store: Callable[..., RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "RunStore", open_store)
    store.runs.create(TrainingConfig(epochs=2), name="first")
    status, _, errors = run("runs", "continue", "1")
    assert status == 2 and "run 1 is queued and not finished, so it cannot be continued; wait until it has" in errors
    put(store, 1, RunStatus.FINISHED, epoch=2)
    status, out, errors = run("runs", "continue", "1", "--epochs", "3")
    assert (status, out) == (0, "run 2 is queued: first, 5 epochs\n")
    assert "a new run trains all 5 epochs, the first 2 of them as before, to the bit" in errors
