"""`python -m mnist_core predict` on pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from mnist_core.files.network_file import save_network
from mnist_core.pretrained import PATH
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


def test_predict_names_a_letter_as_no_digit(run: Run, tmp_path: Path) -> None:
    sheet = Image.new("L", (168, 168))
    font = ImageFont.load_default(100)
    ImageDraw.Draw(sheet).text((84, 84), "A", fill=255, font=font, anchor="mm", stroke_width=3)
    sheet.save(tmp_path / "letter.png")
    status, output, _ = run("predict", PATH, tmp_path / "letter.png")
    assert status == 0
    assert "letter.png: not a digit that I know, most like " in output
    answer = json.loads(run("predict", PATH, tmp_path / "letter.png", "--json")[1])
    assert answer["number"] == "?"
    assert answer["is_digit"] is False
    # How sure it is of the digit has in it that it is a digit at all; the ten probabilities are those of a digit.
    assert answer["probability"] < 0.2 * max(answer["probabilities"]) and sum(answer["probabilities"]) == pytest.approx(
        1
    )


def test_predict_reads_a_number_from_left_to_right(run: Run, tmp_path: Path) -> None:
    sheet = Image.new("L", (300, 140), 255)
    for left in (40, 200):
        ImageDraw.Draw(sheet).line([(left + 20, 20), (left + 20, 120)], fill=0, width=14)
    sheet.save(tmp_path / "eleven.png")
    status, output, _ = run("predict", PATH, tmp_path / "eleven.png")
    number, *digits = output.splitlines()
    assert status == 0 and number == f"{tmp_path / 'eleven.png'}: 11"
    assert [line[:4] for line in digits] == ["  1 ("] * 2 or [line.split()[0] for line in digits] == ["1", "1"]
