"""`python -m mnist_core predict` on pictures."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_core.files.network_file import save_network
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from tests.command_line.conftest import Run, lines


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
