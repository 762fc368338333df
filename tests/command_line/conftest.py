"""The command line, called in this process."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mnist_core.command_line import main as entry
from mnist_core.data import built_in
from mnist_core.data.dataset import Dataset
from tests.worker.training_child import small_dataset

Run = Callable[..., tuple[int, str, str]]
SMALL = ("--hidden", "8", "--epochs", "2", "--batch-size", "20", "--validation-size", "100")


@pytest.fixture(scope="session")
def data() -> Dataset:
    """Return images that are learned in a moment."""
    return small_dataset()


@pytest.fixture
def small_mnist(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands take few images for MNIST."""
    monkeypatch.setitem(built_in._LOADERS, "mnist", lambda: data)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line and returns its status, stdout and stderr."""

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
