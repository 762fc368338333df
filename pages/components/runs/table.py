"""All runs as one table to sort, search and choose from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from mnist_core.plain_text import one_line
from mnist_core.store.marks import Mark
from mnist_core.store.run import Run
from pages.components.runs.names import short_description
from pages.components.runs.status import BADGES
from pages.components.visitor import current_visitor

CHOSEN = "chosen_runs"
"""Session key of the numbers of the runs that are ticked."""

OPTIONAL = ("Star", "Visitor", "Tags", "Note")
"""Columns that are shown where any run has something in them."""

MOST_ROWS = 14
HEIGHT = 560
"""Up to so many runs the table is as tall as they need; more scroll inside this height, in pixels."""


def run_rows(runs: Sequence[Run], disk: Mapping[int, int], marks: Mapping[int, Mark]) -> pd.DataFrame:
    """Return a row for each run; what was not measured is missing, and so are columns that nobody has filled."""
    rows = pd.DataFrame(
        {
            "Star": [marks.get(run.id, Mark()).starred for run in runs],
            "Name": [one_line(run.name) for run in runs],
            "Run": [run.id for run in runs],
            "Visitor": [run.visitor or "" for run in runs],
            "Status": [[status_text(run)] for run in runs],
            "Set-up": [short_description(run.config) for run in runs],
            "Epochs": [f"{run.epoch} of {run.config.epochs}" if run.source == "trained" else "" for run in runs],
            "Validation": pd.Series([run.validation_accuracy for run in runs], dtype="float64"),
            "Test": pd.Series([run.test_accuracy for run in runs], dtype="float64"),
            "Time": pd.Series([run.train_seconds or None for run in runs], dtype="float64"),
            "Disk": pd.Series([disk.get(run.id, 0) for run in runs], dtype="int64"),
            "Created": [datetime.fromtimestamp(run.created_at, UTC) for run in runs],
            "Tags": [list(marks.get(run.id, Mark()).tags) for run in runs],
            "Note": [one_line(marks.get(run.id, Mark()).note) for run in runs],
        }
    )
    if current_visitor() is not None:
        rows["Visitor"] = ""  # all are one's own
    return rows.drop(columns=[name for name in OPTIONAL if not rows[name].astype(bool).any()])


def status_text(run: Run) -> str:
    """Return the status, or where the network came from if it was not trained here."""
    return run.status.value if run.source == "trained" else run.source


def choose_runs(runs: Sequence[Run], disk: Mapping[int, int], marks: Mapping[int, Mark]) -> list[Run]:
    """Show the table and return the runs that are ticked.

    The browser ticks rows by their place. So the table gets a new identity, and the ticks their new places, whenever
    the list of runs changes.
    """
    chosen = set(st.session_state.get(CHOSEN, ()))
    ids = [run.id for run in runs]
    event = st.dataframe(
        run_rows(runs, disk, marks),
        hide_index=True,
        height="content" if len(runs) <= MOST_ROWS else HEIGHT,
        placeholder="–",
        key=f"runs_table_{hash(tuple(ids))}",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [place for place, run_id in enumerate(ids) if run_id in chosen]}},
        column_config=column_config(),
        alt=f"{len(runs)} runs, newest first, with their status, set-up, accuracy, time and disk use.",
    )
    picked = [runs[place] for place in event.selection.rows if place < len(runs)]
    st.session_state[CHOSEN] = [run.id for run in picked]
    return picked


def column_config() -> dict[str, ColumnConfig]:
    """Return how each column is shown."""
    statuses = {status.value: color for status, (_, _, color) in BADGES.items()} | {"imported": "violet"}
    column = st.column_config
    return {
        "Star": column.CheckboxColumn(width="small"),
        "Name": column.TextColumn(width="medium"),
        "Run": column.NumberColumn(width="small", format="#%d"),
        "Status": column.MultiselectColumn(options=list(statuses), color=list(statuses.values()), width="small"),
        "Set-up": column.TextColumn(help="Units of the hidden layers, optimizer and learning rate, batch size."),
        "Epochs": column.TextColumn(width="small", help="Epochs done of those asked for."),
        "Validation": column.NumberColumn(format="percent", help="Accuracy on the validation images, latest epoch."),
        "Test": column.NumberColumn(format="percent", help="Accuracy of the kept network on the 10,000 test images."),
        "Time": column.NumberColumn(format="%.1f s", help="Time spent in updates of the weights."),
        "Disk": column.NumberColumn(format="bytes", help="Checkpoints and network of this run."),
        "Created": column.DatetimeColumn(format="distance"),
        "Tags": column.ListColumn(),
        "Note": column.TextColumn(width="medium"),
    }
