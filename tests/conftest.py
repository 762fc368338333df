"""What every test shares: its own runs folder, far from the person's."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def runs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the run store at a folder that vanishes with the test."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("MNIST_RUNS_DIR", str(folder))
    monkeypatch.delenv("MNIST_RUNS_URL", raising=False)
    yield folder
