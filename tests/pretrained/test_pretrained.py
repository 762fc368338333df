"""The shipped network is small, says what it is, and reads as well as it says."""

import json
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import load_network, read_description, save_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import PATH, load_pretrained
from mnist_core.pretrained.make import STUDENT, facts, round_weights
from mnist_core.training.config import TrainingConfig


def test_file_is_small() -> None:
    assert PATH.stat().st_size <= 2_000_000


def test_file_says_how_it_was_made() -> None:
    metadata = read_description(PATH.read_bytes()).metadata
    config = TrainingConfig.from_dict(json.loads(metadata["config"]))
    assert config == STUDENT.with_changes(seed=int(metadata["seed"]))


def test_test_accuracy_is_what_the_file_says() -> None:
    network = load_pretrained()
    metadata = read_description(PATH.read_bytes()).metadata
    result = evaluate(network, load_mnist().test)
    # Sums run in another order on another machine, which may tip an image on the edge.
    assert result.accuracy == pytest.approx(float(metadata["test_accuracy"]), abs=0.0003)
    assert result.loss == pytest.approx(float(metadata["test_loss"]), rel=1e-3)
    assert result.accuracy >= 0.992


def test_rounded_network_survives_its_file(tmp_path: Path) -> None:
    network = NeuralNetwork((784, 12, 10), batch_norm=True, rng=np.random.default_rng(0))
    round_weights(network)
    path = tmp_path / "small.safetensors"
    save_network(network, path, metadata=facts(TrainingConfig(), 0.5, 1.0), dtype="float16")
    loaded = load_network(path)
    assert loaded.dtype == np.float32
    np.testing.assert_array_equal(loaded.parameters, network.parameters)
    np.testing.assert_array_equal(loaded.state, network.state)


def test_weights_too_large_for_16_bits_are_refused() -> None:
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    network.parameters[0] = 1e6
    with np.errstate(over="ignore"), pytest.raises(OverflowError, match="float16"):
        round_weights(network)
