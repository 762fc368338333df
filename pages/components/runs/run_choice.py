"""Choosing the runs to compare; they stand in the address bar, so that a link shows the same comparison."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.store.run import Run
from pages.components.kept_address import address_number
from pages.components.runs.linked_run import linked_run
from pages.components.runs.missing_run import missing_sentence
from pages.components.runs.names import run_label
from pages.components.state import COMPARED_PARAMETER, get_store

CHOICE = "compared_runs"
FIRST_SHOWN = 2
MOST = 20


def comparable_runs() -> list[Run]:
    """Return every run, newest first, and the network that ships with the project."""
    store = get_store()
    shipped = store.runs.pretrained()
    return store.runs.all() + ([shipped] if shipped else [])


def choose_compared(runs: Sequence[Run]) -> list[Run]:
    """Offer all runs; return the chosen ones, oldest first, so that colours stay when one is added."""
    numbers = map(address_number, st.query_params.get_all(COMPARED_PARAMETER))
    asked = [number for number in numbers if number is not None]
    wanted = asked or st.session_state.get(CHOICE, ())
    by_id = {run.id: run for run in [*filter(None, map(linked_run, wanted)), *runs]}
    if gone := [number for number in asked if number not in by_id]:
        st.warning(missing_sentence(gone), icon=":material/link_off:")
    ids = asked or st.session_state.get(CHOICE, [run.id for run in runs[:FIRST_SHOWN]])
    st.session_state[CHOICE] = [run_id for run_id in ids if run_id in by_id][:MOST]
    chosen = st.multiselect(
        "Runs",
        list(by_id),
        format_func=lambda run_id: run_label(by_id[run_id]),
        key=CHOICE,
        on_change=write_address,
        max_selections=MOST,
        persist_state="session",
        select_all=False,
        placeholder="Choose runs to compare",
        help=f"Up to {MOST} runs. Two show what one change did; several seeds of each show whether it was luck.",
    )
    return [by_id[run_id] for run_id in sorted(chosen)]


def write_address() -> None:
    """Put the chosen runs into the address bar."""
    st.query_params[COMPARED_PARAMETER] = [str(run_id) for run_id in st.session_state[CHOICE]]
