"""A run of other data than MNIST: trained by a worker, measured on Evaluate, and open without its data."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.worker.__main__ import work
from tests.pages.stored_runs import add_finished_run
from tests.store.test_data_sets import clothes


@pytest.fixture
def run(store: RunStore) -> Run:
    """Return a run that a worker trained on clothes."""
    reference = store.data.add(clothes(), "clothes")
    config = TrainingConfig(hidden_sizes=(4,), epochs=1, data=reference, validation_size=10, batch_size=10)
    made = store.runs.create(config, name="clothes")
    work(store, store.workers.register(), linger=0.0, leave=threading.Event())
    return store.runs.get(made.id)


def test_a_worker_trains_on_it_and_evaluate_names_its_classes(
    run: Run, open_page: Callable[..., AppTest], store: RunStore
) -> None:
    assert run.status is RunStatus.FINISHED and run.test_accuracy is not None
    page = open_page("evaluate.py", run=str(run.id))
    assert not page.exception
    assert page.selectbox(key="other_class").options == ["any", "bag", "coat", "shirt"]
    store.data.remove(run.config.data.key)
    st.cache_resource.clear()
    page = open_page("evaluate.py", run=str(run.id))
    assert not page.exception
    assert any("are not here any more" in error.value for error in page.error)


def test_pages_for_digits_say_so(run: Run, open_page: Callable[..., AppTest]) -> None:
    for name in ("inside.py", "draw.py"):
        page = open_page(name, run=str(run.id))
        assert not page.exception
        assert any("read digits of 28 × 28 pixels" in info.value for info in page.info)


def test_a_network_from_elsewhere_is_measured_by_data_of_the_same_name(
    open_page: Callable[..., AppTest], store: RunStore
) -> None:
    here = store.data.add(clothes(), "clothes")
    run = add_finished_run(store, data=replace(here, key=""))
    page = open_page("evaluate.py", run=str(run.id))
    assert not page.exception and not page.error
    assert page.metric[0].label == "Test accuracy"
