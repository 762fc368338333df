"""The process of a job in this one: it gives way to others, does what was asked, and says in a sentence what failed."""

import numpy as np
import pytest
from click.testing import CliRunner

from mnist_core.errors import StoreError
from mnist_core.jobs import __main__ as process
from mnist_core.jobs import read_all
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.job import JobState
from mnist_core.store.run import RunStatus
from mnist_core.training.config import TrainingConfig
from tests.store.any_state import put


@pytest.fixture(autouse=True)
def niceness(monkeypatch) -> list[int]:
    """Take note of how much it gives way, for a process cannot take that back."""
    noted: list[int] = []
    monkeypatch.setattr(process.os, "nice", noted.append)
    return noted


def test_networks_are_read_once_and_those_that_cannot_be_are_counted(
    store, small_data, started_jobs, niceness, monkeypatch
):
    monkeypatch.setattr(read_all, "load_mnist", lambda: small_data)
    config = TrainingConfig(hidden_sizes=(4,))
    whole, empty = (store.runs.create(config).id for _ in range(2))
    store.networks.keep(whole, NeuralNetwork(config.layer_sizes, rng=np.random.default_rng(0)))
    put(store, whole, RunStatus.FINISHED)
    subject = {"versions": ["a1", "b2"]}
    key = store.jobs.start("readings", subject, {"runs": [whole, empty]}).key
    assert CliRunner().invoke(process.main, [key]).exit_code == 0
    assert niceness == [process.NICENESS]
    assert store.jobs.look(key).state is JobState.DONE
    assert int(store.jobs.result(key)["failed"]) == 1
    reading = store.readings.get("a1")
    expected = store.networks.load(whole).predict(small_data.test.images)
    assert reading.predicted.tolist() == expected.tolist()
    monkeypatch.setattr(read_all, "evaluate", lambda *_: pytest.fail("it was read before"))
    again = store.jobs.start("readings", {"versions": ["a1"]}, {"runs": [whole]}).key
    process.run(store, again)
    assert int(store.jobs.result(again)["failed"]) == 0


def test_a_store_that_cannot_be_used_is_one_sentence(monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the run store is of a newer version")

    monkeypatch.setattr(process, "RunStore", broken)
    answer = CliRunner().invoke(process.main, ["readings-1"])
    assert (answer.exit_code, answer.stderr) == (1, "the run store is of a newer version\n")
