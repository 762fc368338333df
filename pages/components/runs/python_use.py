"""The lines that load a run's network in Python."""

import streamlit as st

from mnist_core.store.run import Run
from pages.components.state import get_store


def show_python_use(run: Run) -> None:
    """Offer the lines, to be copied."""
    with st.popover("Use in Python", icon=":material/code:", help="Lines that load this network in a program."):
        st.code(python_lines(run.id, str(get_store().runs.folder(run.id).parent)), language="python")


def python_lines(run_id: int, folder: str) -> str:
    """Return a program that loads a run's network and reads the first test images."""
    return f"""\
from pathlib import Path

from mnist_core import RunStore, load_mnist

network = RunStore(folder=Path({folder!r})).networks.load({run_id})
print(network.predict(load_mnist().test.images[:10]))
"""
