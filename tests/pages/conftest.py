"""The dashboard without a browser: a store with runs in it, and the pages as scripts."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from mnist_core import pretrained
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import open_mnist
from mnist_core.store.run import Run
from mnist_core.store.store import RunStore
from pages.components import state
from tests.pages.frame import FRAME
from tests.pages.stored_runs import add_finished_run

# Each AppTest looks for components in every installed package, two thirds of its time. Once is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
# MNIST takes a fifth of a second to unpack, and what pages keep is forgotten after each test. Nobody can change it.
state.open_mnist = cache(open_mnist)


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Forget what an earlier test's pages kept: the store above all."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch, open_store: Callable[..., RunStore]) -> None:
    """Let nothing train: these tests are about the pages, and set a run's state themselves."""
    monkeypatch.setattr(state, "RunStore", open_store)


@pytest.fixture
def add_run(store: RunStore) -> Callable[..., Run]:
    """Return a function that puts a finished run with a small network and a history into the store."""
    return partial(add_finished_run, store)


@pytest.fixture
def nothing_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away the network that ships with the project."""
    monkeypatch.setattr(pretrained, "PATH", tmp_path / "absent.safetensors")


@pytest.fixture
def few_images(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Let the pages have few images for MNIST, so that networks read them in a moment."""
    monkeypatch.setattr(state, "open_mnist", _few_images)
    return _few_images()


@cache
def _few_images() -> Dataset:
    """Return the first images of MNIST, read once."""
    mnist = open_mnist()
    return Dataset(mnist.train.take(slice(0, 2000)), mnist.test.take(slice(0, 600)))


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Return a function that opens the dashboard at one of its pages."""

    def open_at(page: str, *, state: Mapping[str, Any] | None = None, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=60)
        for name, value in (state or {}).items():
            app.session_state[name] = value
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(page).run()

    return open_at
