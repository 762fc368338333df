"""A run that an address names and that is no longer there: the page says so and offers the others."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.store.run import Run
from pages.components.runs.names import run_label
from pages.components.state import select_run

OTHER = "run_instead"


def missing_sentence(ids: Sequence[int]) -> str:
    """Say which runs no longer exist."""
    if len(ids) == 1:
        return f"Run {ids[0]} no longer exists."
    *others, last = map(str, ids)
    return f"Runs {', '.join(others)} and {last} no longer exist."


def missing_run(run_id: int, runs: Sequence[Run]) -> None:
    """Say that a run no longer exists, and offer those that do; nothing is shown until the person chooses one."""
    st.warning(missing_sentence([run_id]), icon=":material/link_off:")
    if not runs:
        return
    by_id = {run.id: run for run in runs}
    st.selectbox(
        "Run to show instead",
        list(by_id),
        None,
        format_func=lambda other: run_label(by_id[other]),
        key=OTHER,
        on_change=_choose,
        placeholder="Choose a run",
        help="Every run that there is, newest first.",
    )
    st.page_link("runs.py", label="Go to Runs", icon=":material/arrow_forward:")


def _choose() -> None:
    """Show the chosen run."""
    select_run(st.session_state[OTHER])
