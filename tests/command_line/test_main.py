"""`python -m mnist_core` as a whole: one line for bad input, and what it offers."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from mnist_core.files.network_file import save_network
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from tests.command_line.conftest import Run

pytestmark = pytest.mark.usefixtures("small_mnist")


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


def test_module_without_a_command_shows_what_there_is() -> None:
    result = subprocess.run([sys.executable, "-m", "mnist_core"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert all(name in result.stderr for name in ("train", "evaluate", "predict", "runs"))


def test_without_a_command_the_commands_are_shown(run: Run) -> None:
    status, output, errors = run()
    assert (status, output) == (2, "")
    assert all(name in errors for name in ("train", "evaluate", "predict", "runs"))
