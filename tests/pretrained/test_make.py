"""How the shipped networks are made, with few images: what is written is what was measured."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import load_network, read_description
from mnist_core.pretrained import make, make_gate
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=50, epochs=2, validation_size=100)


def test_the_network_is_written_as_it_was_measured(
    tmp_path: Path, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "load_mnist", lambda: small_data)
    monkeypatch.setattr(make, "TEACHER", CONFIG)
    monkeypatch.setattr(make, "STUDENT", CONFIG.with_changes(hidden_sizes=(6,)))
    answer = CliRunner().invoke(make.main, ["--seed", "3", "--save", str(tmp_path / "n.safetensors")])
    assert answer.exit_code == 0
    measured = evaluate(load_network(tmp_path / "n.safetensors"), small_data.test)
    facts = read_description((tmp_path / "n.safetensors").read_bytes()).metadata
    assert float(facts["test_accuracy"]) == pytest.approx(measured.accuracy)
    assert json.loads(facts["config"])["seed"] == 3 and json.loads(facts["config"])["hidden_sizes"] == [6]
    first, *_, last = answer.stdout.splitlines()
    assert first.startswith("teacher 1, epoch 1/2  loss ") and last.startswith(f"test accuracy {measured.accuracy:.2%}")


def test_the_gate_is_written_as_it_was_trained(
    tmp_path: Path, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = ImageSet(small_data.train.images, small_data.train.labels // 5, ("digit", "stranger"))
    config = make_gate.CONFIG.with_changes(hidden_sizes=(8,), batch_size=50, epochs=1, validation_size=100)
    monkeypatch.setattr(make_gate, "CONFIG", config)
    monkeypatch.setattr(make_gate, "gate_images", lambda *, rng: two)
    answer = CliRunner().invoke(make_gate.main, ["--save", str(tmp_path / "gate.safetensors")])
    assert answer.exit_code == 0 and answer.stdout.startswith("epoch 1/1  validation accuracy ")
    assert load_network(tmp_path / "gate.safetensors").class_names == ("digit", "stranger")
