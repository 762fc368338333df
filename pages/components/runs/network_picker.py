"""Choosing the network that a page works with."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run
from pages.components.runs.linked_run import linked_run
from pages.components.runs.missing_run import missing_run
from pages.components.runs.names import run_label
from pages.components.shown_text import as_markdown
from pages.components.state import get_selected_run_id, get_store, select_run

PICKED = "picked_network"
TRAIN_PAGE = "train.py"


def pick_network(
    *,
    first: Callable[[Sequence[Run]], Run] = lambda runs: runs[0],
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Run | None:
    """Offer every run that has a network, newest first, and the one that ships with the project.

    `first` chooses among them until the person does; by default it takes the newest.

    Returns None, after one sentence that says why and what to do, where there is no network at all, or where the run
    that was asked for no longer exists.
    """
    try:
        runs = runs_with_network()
    except MnistCoreError as error:
        st.error(f"The runs cannot be read: {as_markdown(str(error))}.")
        return None
    if not runs:
        st.info("There is no network yet: train one first, it takes seconds.", icon=":material/model_training:")
        st.page_link(TRAIN_PAGE, label="Go to Train", icon=":material/arrow_forward:")
        return None
    selected = get_selected_run_id()
    shown = linked_run(selected)
    by_id = {run.id: run for run in [*([shown] if shown and shown.has_checkpoint else []), *runs]}
    if selected is not None and selected not in by_id and shown is None and not _exists(selected):
        missing_run(selected, runs)
        return None
    st.session_state[PICKED] = selected if selected in by_id else first(runs).id
    picked = st.selectbox(
        "Network",
        list(by_id),
        format_func=lambda run_id: run_label(by_id[run_id]),
        key=PICKED,
        on_change=lambda: select_run(st.session_state[PICKED]),
        label_visibility=label_visibility,
        help="Which network to use: any run that has saved its weights at least once, an imported network, or the one "
        "that ships with this program.",
    )
    return by_id[picked]


def _exists(run_id: int) -> bool:
    """Say whether there is a run of this number, with a network or without."""
    return any(run.id == run_id for run in get_store().runs.all())


def runs_with_network() -> list[Run]:
    """Return what can be loaded, newest first, the shipped network last."""
    store = get_store()
    shipped = store.runs.pretrained()
    return [run for run in store.runs.all() if run.has_checkpoint] + ([shipped] if shipped else [])
