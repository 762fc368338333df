"""Choosing the network that a page works with."""

from pathlib import Path
from typing import Any

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.report import Evaluation, evaluate
from mnist_core.runs.run import Run
from pages.components.runs.names import run_label
from pages.components.state import get_mnist, get_selected_run_id, get_store, select_run

PICKED = "picked_network"
TRAIN_PAGE = "train.py"


def pick_network() -> Run | None:
    """Offer every run that has a network, newest first, and the one that ships with the project.

    Returns None, after one sentence that says why and what to do, where there is no network at all.
    """
    try:
        runs = runs_with_network()
    except MnistCoreError as error:
        st.error(f"The runs cannot be read: {error}.")
        return None
    if not runs:
        st.info("There is no network yet: train one first, it takes seconds.", icon=":material/model_training:")
        st.page_link(TRAIN_PAGE, label="Go to Train", icon=":material/arrow_forward:")
        return None
    by_id = {run.id: run for run in runs}
    selected = get_selected_run_id()
    st.session_state[PICKED] = selected if selected in by_id else runs[0].id
    picked = st.selectbox(
        "Network",
        list(by_id),
        format_func=lambda id_: run_label(by_id[id_]),
        key=PICKED,
        on_change=lambda: select_run(st.session_state[PICKED]),
        help="Which network to use: any run that has saved its weights at least once, an imported network, or the one "
        "that ships with this program.",
    )
    return by_id[picked]


def runs_with_network() -> list[Run]:
    """Return what can be loaded, newest first, the shipped network last."""
    store = get_store()
    shipped = store.pretrained_run()
    return [run for run in store.list() if run.has_checkpoint] + ([shipped] if shipped else [])


def checkpoint_key(run: Run) -> tuple[Any, ...]:
    """Return the run's number and what else changes whenever its saved weights do: its files and their times."""
    folder = get_store().run_folder(run.id)
    return (run.id, run.created_at, *((path.name, changed_at(path)) for path in sorted(folder.glob("*.safetensors"))))


def changed_at(path: Path) -> int:
    """Return when a file was written, nanoseconds; 0 if it has just gone."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_resource(max_entries=8, show_spinner=False)
def cached_network(checkpoint: tuple[Any, ...]) -> Any:
    """Load the network of a checkpoint once; sessions share it, and nobody trains it."""
    return get_store().load_network(checkpoint[0])


@st.cache_resource(max_entries=32, show_spinner="Reading the 10,000 test images…")
def cached_evaluation(checkpoint: tuple[Any, ...]) -> Evaluation:
    """Measure the network of a checkpoint on the test images once."""
    evaluation = evaluate(cached_network(checkpoint), get_mnist().test)
    for array in (evaluation.probabilities, evaluation.predicted, evaluation.confusion):
        array.flags.writeable = False
    return evaluation
