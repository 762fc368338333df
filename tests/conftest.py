"""What every test shares: its own runs folder, far from the person's."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before NumPy is imported: many small products wait for one another on several threads of a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A busy machine is no reason for a test to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def runs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the run store at a folder that vanishes with the test."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("MNIST_RUNS_DIR", str(folder))
    monkeypatch.delenv("MNIST_RUNS_URL", raising=False)
    yield folder
