"""`python -m mnist_core train`: what it prints and saves, and `evaluate` on what it saved."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from mnist_core.command_line import train
from mnist_core.command_line.options import read_config
from mnist_core.data.augmentation import Augmentation
from mnist_core.data.dataset import Dataset
from mnist_core.files.network_file import load_network, read_description
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import get_preset
from mnist_core.training.trainer import Trainer
from tests.command_line.conftest import SMALL, Run, lines

pytestmark = pytest.mark.usefixtures("small_mnist")


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
