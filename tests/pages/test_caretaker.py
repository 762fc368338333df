"""The queue is looked after with no page open, and trouble with the store is told once and forgotten when over."""

import logging

from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.training.config import TrainingConfig
from pages.components import caretaker as module
from pages.components.caretaker import Caretaker
from tests.store.any_state import put


def test_a_waiting_run_gets_a_worker_and_a_dead_ones_run_is_marked(store, started, monkeypatch):
    monkeypatch.setattr(module, "get_store", lambda: store)
    waiting, dead = store.runs.create(TrainingConfig()), store.runs.create(TrainingConfig())
    put(store, dead.id, RunStatus.RUNNING, worker_id=77)
    caretaker = Caretaker()
    caretaker.start()
    try:
        assert len(started) == 1
        assert store.runs.get(waiting.id).status is RunStatus.QUEUED
        assert store.runs.get(dead.id).status is RunStatus.INTERRUPTED
        assert caretaker.trouble == ""
    finally:
        caretaker.stop()


def test_it_goes_on_looking_by_itself_until_it_is_stopped(store, started, monkeypatch, wait_until):
    monkeypatch.setattr(module, "get_store", lambda: store)
    monkeypatch.setattr(module, "CARE_SECONDS", 0.01)
    caretaker = Caretaker()
    caretaker.start()
    try:
        store.runs.create(TrainingConfig())
        wait_until(lambda: started)
    finally:
        caretaker.stop()


def test_trouble_is_logged_once_and_forgotten_when_it_is_over(store, monkeypatch, caplog):
    def broken():
        raise StoreError("the run store is on a disk that is gone")

    caretaker = Caretaker()
    monkeypatch.setattr(module, "get_store", broken)
    with caplog.at_level(logging.WARNING):
        caretaker.look()
        caretaker.look()
    assert caretaker.trouble == "the run store is on a disk that is gone"
    assert len(caplog.records) == 1
    monkeypatch.setattr(module, "get_store", lambda: store)
    caretaker.look()
    assert caretaker.trouble == ""
