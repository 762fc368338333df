"""`python -m mnist_core data`: a file is added, listed and removed; what cannot be read is one sentence."""

import json

import numpy as np
import pytest

from mnist_core.store.store import RunStore
from tests.command_line.conftest import Run


@pytest.fixture
def table(tmp_path, data):
    """A CSV file of a few labelled images."""
    path = tmp_path / "mine.csv"
    rows = np.column_stack([data.train.labels[:60], data.train.images[:60]])
    header = ",".join(["label", *(f"pixel{number}" for number in range(rows.shape[1] - 1))])
    np.savetxt(path, rows, "%d", ",", header=header, comments="")
    return path


def test_a_file_is_added_listed_and_removed(run: Run, table, runs_folder) -> None:
    status, out, _ = run("data", "add", table, "--name", "mine")
    assert status == 0
    key = out.split()[0]
    assert out == f"{key} is added: mine\n"
    listed = run("data", "list")[1].splitlines()
    assert any(line.startswith(key) and "28 × 28" in line and line.endswith("mine") for line in listed)
    assert any("MNIST" in line for line in listed)
    assert run("data", "remove", key)[1] == f"{key} is removed\n"
    assert not any(line.startswith(key) for line in run("data", "list")[1].splitlines())
    store = RunStore()
    assert all(reference.key != key for reference in store.data.all())
    store.close()


def test_a_file_that_is_only_looked_at_adds_nothing(run: Run, table, tmp_path) -> None:
    status, out, _ = run("data", "add", table, "--into", tmp_path / "looked-at.npz")
    assert status == 0
    assert json.loads(out.splitlines()[-1])
    assert "mine.csv" not in run("data", "list")[1]


@pytest.mark.parametrize("arguments", [("remove", "absent"), ("add", "absent.csv")])
def test_what_is_not_there_is_one_sentence(run: Run, arguments) -> None:
    status, out, errors = run("data", *arguments)
    assert (status, out) == (2, "")
    assert "absent" in errors
    assert "Traceback" not in errors


def test_what_is_built_in_stays(run: Run) -> None:
    assert "is part of this program" in run("data", "remove", "mnist")[2]
