"""The dashboard without a browser: a store with runs in it, and the pages as scripts."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_core.nn.network import NeuralNetwork
from mnist_core.runs.history import write_epochs
from mnist_core.runs.run import Run, RunStatus
from mnist_core.runs.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd

FRAME = Path(__file__).parents[2] / "pages" / "frame.py"


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Forget what an earlier test's pages kept: the store above all."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def store() -> Iterator[RunStore]:
    """Open the test's own, empty store."""
    store = RunStore()
    yield store
    store.close()


@pytest.fixture
def add_run(store: RunStore) -> Callable[..., Run]:
    """Return a function that puts a finished run with a small network and a history into the store."""

    def add(name: str = "first", *, epochs: int = 3, seed: int = 0, learning_rate: float = 0.1) -> Run:
        config = TrainingConfig(hidden_sizes=(4,), epochs=epochs, seed=seed, learning_rate=learning_rate)
        run = store.create(config, name=name)
        ends = [epoch_end(epoch, epochs) for epoch in range(1, epochs + 1)]
        with store.writing() as connection:
            write_epochs(connection, run.id, ends)
        store.keep_network(run.id, NeuralNetwork(config.layer_sizes, rng=np.random.default_rng(seed)))
        store.update_run(
            run.id,
            status=RunStatus.FINISHED.value,
            queue_position=None,
            has_checkpoint=True,
            epoch=epochs,
            step=ends[-1].step,
            train_loss=ends[-1].train_loss,
            best_validation_accuracy=ends[-1].validation_accuracy,
            validation_accuracy=ends[-1].validation_accuracy,
            test_accuracy=0.1,
            test_loss=2.3,
            train_seconds=float(epochs),
        )
        return store.get(run.id)

    return add


def epoch_end(epoch: int, epochs: int) -> EpochEnd:
    """Return the end of an epoch that took a second and lowered the loss a little."""
    return EpochEnd(
        epoch=epoch,
        step=10 * epoch,
        train_loss=1 / epoch,
        train_accuracy=epoch / (epochs + 1),
        validation_loss=1.1 / epoch,
        validation_accuracy=epoch / (epochs + 2),
        learning_rate=0.1,
        images=640,
        train_seconds=1.0,
        is_best=True,
    )


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Return a function that opens the dashboard at one of its pages."""

    def open_at(page: str, *, state: Mapping[str, Any] | None = None, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=60)
        for name, value in (state or {}).items():
            app.session_state[name] = value
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(page).run()

    return open_at
