"""Searches among the runs: a line for each, in which its trials are folded away."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from mnist_core.store.run import Run
from mnist_core.store.study import Study
from pages.components.shown_text import as_markdown
from pages.components.state import GROUP_PARAMETER, STUDY_PARAMETER, get_store

SHOW_TRIALS = "show_trials"


def fold_trials(runs: Sequence[Run]) -> list[Run]:
    """Show the searches; return the runs that are not folded into one of them, or the trials of the one clicked."""
    studies, of_runs = get_store().studies.all(), get_store().trials.of_runs()
    if not studies:
        return list(runs)
    counts = Counter(of_runs.values())
    by_id = {run.id: run for run in runs}
    winners = [by_id.get(study.winner or 0) for study in studies]
    best = [
        max((run.validation_accuracy or 0.0 for run in runs if of_runs.get(run.id) == study.id), default=None)
        for study in studies
    ]
    picked: Study | None = None
    with st.expander(f"Searches ({len(studies)})", icon=":material/tune:", expanded=True):
        event = st.dataframe(
            pd.DataFrame(
                {
                    "Name": [study.name for study in studies],
                    "Search": [study.id for study in studies],
                    "Status": [study.status.value for study in studies],
                    "Trials": [counts[study.id] for study in studies],
                    "Best validation": pd.Series(best, dtype="float64"),
                    "Test of the winner": pd.Series([run and run.test_accuracy for run in winners], dtype="float64"),
                    "Created": [datetime.fromtimestamp(study.created_at, UTC) for study in studies],
                }
            ),
            hide_index=True,
            height="content" if len(studies) <= 6 else 260,
            placeholder="–",
            column_config={
                "Search": st.column_config.NumberColumn(format="#%d", width="small"),
                "Best validation": st.column_config.NumberColumn(format="percent"),
                "Test of the winner": st.column_config.NumberColumn(
                    format="percent", help="Measured once, for it alone."
                ),
                "Created": st.column_config.DatetimeColumn(format="distance"),
            },
            key=f"searches_table_{hash(tuple(study.id for study in studies))}",
            on_select="rerun",
            selection_mode=["single-row", "single-cell"],
            alt=f"{len(studies)} searches, newest first, with their trials, best accuracy and status.",
        )
        places = [*event.selection.rows, *(place for place, _ in event.selection.cells)]
        picked = next((studies[place] for place in places if place < len(studies)), None)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "tune.py",
                label="Open in Tune",
                icon=":material/tune:",
                query_params={STUDY_PARAMETER: str(picked.id)} if picked else None,
                help="See the trials side by side; a search is renamed, exported and deleted there.",
            )
            if picked is not None:
                st.page_link(
                    "train.py",
                    label="Watch together",
                    icon=":material/account_tree:",
                    query_params={GROUP_PARAMETER: str(picked.id)},
                    help="All its runs on the same charts, and their ranking.",
                )
            shown = st.toggle(
                "List trials among the runs",
                key=SHOW_TRIALS,
                persist_state="session",
                help="Trials are ordinary runs: listed, they can be opened, compared, exported and deleted one by one. "
                "A click on a search lists its trials alone.",
            )
    if picked is not None:
        st.caption(f"The trials of **{as_markdown(picked.name)}**; click its row once more for all runs.")
        return [run for run in runs if of_runs.get(run.id) == picked.id]
    return list(runs) if shown else [run for run in runs if run.id not in of_runs]
