"""What the colours of compared curves stand for: each run by itself, or runs with something in common."""

from collections.abc import Mapping, Sequence

import streamlit as st

from mnist_core.store.run import Run
from mnist_core.training.differences import all_settings, differing_settings
from pages.components.charts.theme import SERIES
from pages.components.runs.names import run_name
from pages.components.settings.words import setting_label, setting_text
from pages.components.state import get_store

COLOURS, APART = "compare_colours", "compare_apart"
RUN, SEARCH, NOBODY = "Run", "Search", "None"


def choose_colours(runs: Sequence[Run]) -> Mapping[int, str] | None:
    """Offer what colours stand for; return each run's group by its number, or None where each has its own colour.

    More runs than there are colours begin with a group: of what differs the first, or the search that they are from.
    """
    by_label = {setting_label(name): name for name in differing_settings([run.config for run in runs])}
    searches = _searches(runs)
    options = [RUN, *([SEARCH] if searches else []), *by_label]
    grouped = [label for label in options[1:] if label != setting_label("seed")]
    first = grouped[0] if grouped and len(runs) > len(SERIES) else RUN
    if st.session_state.get(COLOURS) not in options:
        st.session_state[COLOURS] = first
    chosen = st.selectbox(
        "Colour by",
        options,
        key=COLOURS,
        width=170,
        persist_state="session",
        help="Run gives each its own colour, of which there are seven. A setting gives runs with the same value one "
        "colour, so that its effect is seen at a glance.",
    )
    if chosen == RUN:
        return None
    if chosen == SEARCH:
        return {run.id: searches.get(run.id, "no search") for run in runs}
    name = by_label[chosen]
    values = {run.id: all_settings(run.config)[name] for run in runs}
    numeric = all(isinstance(value, int | float) for value in values.values())
    ids = sorted(values, key=lambda run_id: values[run_id]) if numeric else list(values)
    return {run_id: f"{chosen} {setting_text(name, values[run_id])}" for run_id in ids}


def choose_apart(runs: Sequence[Run]) -> int | None:
    """Offer the runs of which one may stand out; return its number."""
    by_id = {run.id: run for run in runs}
    options: list[int | None] = [None, *by_id]
    if st.session_state.get(APART) not in options:
        st.session_state[APART] = None
    chosen: int | None = st.selectbox(
        "Stand out",
        options,
        format_func=lambda run_id: NOBODY if run_id is None else run_name(by_id[run_id]),
        key=APART,
        width=170,
        persist_state="session",
        help="Draw all other runs faintly. Among many lines, pointing at one does the same for as long as you point.",
    )
    return chosen


def _searches(runs: Sequence[Run]) -> dict[int, str]:
    """Return the name of the search that each run is a trial of."""
    of_runs = get_store().trials.of_runs()
    if not any(run.id in of_runs for run in runs):
        return {}
    names = {study.id: f"#{study.id} {study.name}" for study in get_store().studies.all(include_deleted=True)}
    return {run.id: names[of_runs[run.id]] for run in runs if of_runs.get(run.id) in names}
