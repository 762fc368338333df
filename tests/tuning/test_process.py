"""The tuner's process: how it begins, how it ends, and what a fault in it leaves behind."""

import signal

import pytest
from click.testing import CliRunner

from mnist_core.errors import ConfigurationError, StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.study import StudyStatus
from mnist_core.tuning import __main__ as process
from mnist_core.tuning.tuner import Tuner

pytestmark = pytest.mark.usefixtures("same_signals")


@pytest.fixture
def given(store, start_study) -> tuple[str, ...]:
    """Put a study into the store and give it to a process; return what that is called with."""
    study = start_study()
    store.tuners.ensure()
    return ("--study", str(study.id), "--claim", str(store.studies.get(study.id).claim))


def call(arguments: tuple[str, ...]):
    return CliRunner().invoke(process.main, arguments)


def test_it_asks_for_trials_until_it_is_told_to_leave(store, given, monkeypatch):
    def work(self: Tuner, leave) -> None:
        self.step()
        signal.raise_signal(signal.SIGTERM)
        assert leave.is_set()

    monkeypatch.setattr(Tuner, "work", work)
    assert call(given).exit_code == 0
    assert [run.status for run in store.runs.all()][0] is RunStatus.QUEUED
    assert store.studies.get(1).status is StudyStatus.RUNNING
    assert store.tuners.ensure() == [1]  # it was released, so another may go on


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConfigurationError("epochs must be smaller"), "epochs must be smaller"),
        (ZeroDivisionError("by nothing"), "the search ended unexpectedly (ZeroDivisionError: by nothing)"),
    ],
)
def test_a_fault_ends_the_search_with_a_sentence(store, given, monkeypatch, error, said):
    def work(*_: object) -> None:
        raise error

    monkeypatch.setattr(Tuner, "work", work)
    assert call(given).exit_code == 0
    study = store.studies.get(1)
    assert study.status is StudyStatus.FAILED
    assert study.message.startswith(said)


def test_one_that_was_replaced_leaves_the_search_alone(store, given):
    answer = call((*given[:2], "--claim", "77"))
    assert (answer.exit_code, answer.stderr) == (0, "study 1 is held by another tuner\n")
    assert store.studies.get(1).status is StudyStatus.RUNNING


def test_a_store_that_cannot_be_used_is_one_sentence(given, monkeypatch):
    def gone(*_: object, **__: object) -> None:
        raise StoreError("the run store is on a disk that is gone")

    monkeypatch.setattr(Tuner, "work", gone)
    answer = call(given)
    assert (answer.exit_code, answer.stderr) == (1, "the run store is on a disk that is gone\n")
