"""`python -m mnist_core`: what it prints, where, and with which exit status."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mnist_core.command_line import main as entry
from mnist_core.command_line import measure, runs, train
from mnist_core.command_line.options import read_config
from mnist_core.data.augmentation import Augmentation
from mnist_core.data.dataset import Dataset
from mnist_core.files.network_file import load_network, read_description, save_network
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import get_preset
from mnist_core.training.trainer import Trainer
from tests.worker.training_child import small_dataset

Run = Callable[..., tuple[int, str, str]]
SMALL = ("--hidden", "8", "--epochs", "2", "--batch-size", "20", "--validation-size", "100")


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Return images that are learned in a moment."""
    return small_dataset()


@pytest.fixture
def run(data: Dataset, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line and returns its status, stdout and stderr."""
    monkeypatch.setattr(train, "load_mnist", lambda: data)
    monkeypatch.setattr(measure, "load_mnist", lambda: data)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mnist_core", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            entry.main()
        captured = capsys.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


def lines(output: str) -> list[dict[str, Any]]:
    """Read one JSON object a line."""
    return [json.loads(line) for line in output.splitlines()]


def test_train_prints_one_json_object_an_epoch_and_a_summary(run: Run) -> None:
    status, output, errors = run("train", *SMALL, "--json")
    first, second, summary = lines(output)
    assert status == 0
    assert (first["type"], first["epoch"], second["epoch"]) == ("epoch", 1, 2)
    assert first["train_loss_sum"] == pytest.approx(first["train_loss"] * first["images"])
    assert summary.keys() >= {"test_accuracy", "test_loss", "train_seconds", "epochs"}
    assert (summary["type"], summary["epochs"]) == ("summary", 2)
    assert "training" in errors


def test_train_for_a_person_prints_a_line_an_epoch(run: Run) -> None:
    status, output, _ = run("train", *SMALL)
    assert status == 0
    assert output.splitlines()[0].startswith("epoch 1/2  loss ")
    assert output.splitlines()[-1].startswith("test accuracy ")


def test_saved_network_is_the_engines_own_and_can_be_measured(run: Run, data: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "network.safetensors"
    _, output, _ = run("train", *SMALL, "--seed", "4", "--save", path, "--json")
    config = TrainingConfig(hidden_sizes=(8,), epochs=2, batch_size=20, validation_size=100, seed=4)
    trainer = Trainer(config)
    list(trainer.fit(data.train))
    assert load_network(path).parameters.tobytes() == trainer.network.parameters.tobytes()
    facts = read_description(path.read_bytes()).metadata
    assert TrainingConfig.from_dict(json.loads(facts["config"])) == config
    status, measured, _ = run("evaluate", path, "--json")
    (result,) = lines(measured)
    assert status == 0
    assert result["test_accuracy"] == lines(output)[-1]["test_accuracy"] == float(facts["test_accuracy"])
    low, high = result["test_accuracy_interval"]
    assert low < result["test_accuracy"] < high and np.sum(result["confusion"]) == result["images"] == 200
    assert "test accuracy" in run("evaluate", path)[1]


def test_predict_reads_each_picture(run: Run, tmp_path: Path) -> None:
    network = Trainer(TrainingConfig(hidden_sizes=(8,))).network
    save_network(network, tmp_path / "n.safetensors")
    pixels = np.full((60, 60), 255, np.uint8)
    pixels[10:50, 28:33] = 0
    Image.fromarray(pixels).save(tmp_path / "one.png")
    status, output, _ = run("predict", tmp_path / "n.safetensors", tmp_path / "one.png", tmp_path / "one.png", "--json")
    first, second = lines(output)
    assert status == 0 and first == second
    assert first["digit"] == int(np.argmax(first["probabilities"]))
    assert sum(first["probabilities"]) == pytest.approx(1)
    assert "one.png: " in run("predict", tmp_path / "n.safetensors", tmp_path / "one.png")[1]


def test_bad_input_is_one_line_and_status_two(run: Run, tmp_path: Path) -> None:
    save_network(Trainer(TrainingConfig(hidden_sizes=(8,))).network, tmp_path / "n.safetensors")
    (tmp_path / "text.png").write_text("no picture")
    blank = Image.new("L", (50, 50), 255)
    blank.save(tmp_path / "blank.png")
    blank.paste(0, (20, 20, 23, 23))
    blank.save(tmp_path / "dot.png")
    cases: list[tuple[tuple[str | Path, ...], str]] = [
        (("train", "--hidden", "abc"), "hidden_sizes must be whole numbers"),
        (("train", "--hidden", "0"), "each hidden size must be"),
        (("train", "--hidden", "1000000"), "each hidden size must be"),
        (("train", "--learning-rate", "nan"), "learning_rate must be"),
        (("train", "--learning-rate", "-1"), "learning_rate must be"),
        (("train", "--epochs", "x"), "--epochs"),
        (("train", "--preset", "best"), "preset must be one of"),
        (("train", "--optimizer", "magic"), "optimizer must be one of sgd"),
        (("train", "--batch-size", "5000", "--validation-size", "100"), "batch_size must be at most"),
        (("train", "--augmentation-shift", "99"), "augmentation shift must be"),
        (("train", "--save", tmp_path / "no" / "n.safetensors"), "does not exist"),
        (("train", "--nonsense"), "No such option"),
        (("evaluate", tmp_path / "absent"), "cannot be read"),
        (("evaluate", tmp_path / "text.png"), "not a network file"),
        (("predict", tmp_path / "n.safetensors", tmp_path / "absent.png"), "cannot be read"),
        (("predict", tmp_path / "n.safetensors", tmp_path / "text.png"), "text.png"),
        (("predict", tmp_path / "n.safetensors", tmp_path / "blank.png"), "shows no digit"),
        (("predict", tmp_path / "n.safetensors", tmp_path / "dot.png"), "dot.png: this is only a dot"),
        (("predict", tmp_path / "n.safetensors"), "Missing argument"),
        (("runs", "stop", "7"), "there is no run 7"),
        (("dance",), "No such command"),
    ]
    for arguments, message in cases:
        status, output, errors = run(*arguments)
        assert (status, output) == (2, ""), arguments
        last = errors.replace("\r", "\n").splitlines()[-1]
        assert message in last and "Traceback" not in errors, arguments


def test_interrupted_training_says_so_and_keeps_what_was_learned(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_event: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "_epoch_json", interrupt)
    status, output, errors = run("train", *SMALL, "--json", "--save", tmp_path / "n.safetensors")
    assert (status, output) == (130, "")
    assert errors.endswith("interrupted\n") and "Traceback" not in errors
    assert load_network(tmp_path / "n.safetensors").layer_sizes == (784, 8, 10)


def test_every_field_of_a_configuration_has_an_option() -> None:
    names = {parameter.name for parameter in train.train.params}
    wanted = {item.name for item in fields(TrainingConfig)} - {"augmentation"}
    wanted |= {f"augmentation_{item.name}" for item in fields(Augmentation)}
    assert wanted <= names


def test_preset_is_taken_but_for_what_is_given() -> None:
    config = read_config("accurate", {"epochs": 3, "augmentation_shift": 1.0, "seed": None})
    preset = get_preset("accurate").config
    assert config.epochs == 3
    assert config.augmentation.to_dict() == preset.augmentation.to_dict() | {"shift": 1.0}
    assert config.with_changes(epochs=preset.epochs, augmentation=preset.augmentation) == preset


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


def test_module_without_a_command_shows_what_there_is() -> None:
    result = subprocess.run([sys.executable, "-m", "mnist_core"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert all(name in result.stderr for name in ("train", "evaluate", "predict", "runs"))
