"""The window's title: where one is and how far it has come, so that a tab in the background tells it too."""

import streamlit as st

from mnist_core.store.run import Run, RunStatus
from pages.components.runs.names import run_name

PROJECT = "MNIST from scratch"


def title_window(page: str, run: Run) -> None:
    """Put the page, the run and how far that is into the window's title."""
    st.set_page_config(page_title=window_title(page, run))


def window_title(page: str, run: Run) -> str:
    """Return "42% · #41 Quick · Train": what changes comes first, because tabs are narrow."""
    if run.status is RunStatus.RUNNING:
        return f"{run.progress:.0%} · {run_name(run)} · {page}"
    if run.status is RunStatus.FINISHED and run.test_accuracy is not None:
        return f"{run.test_accuracy:.2%} · {run_name(run)} · {page}"
    return f"{run_name(run)} · {page}"


def title_group(name: str, done: int, total: int, *, is_over: bool) -> None:
    """Put how many runs of a group are done into the window's title."""
    st.set_page_config(page_title=f"{name} · Train" if is_over else f"{done}/{total} · {name} · Train")
