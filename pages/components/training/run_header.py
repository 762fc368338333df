"""A run's name, where it stands, and what became of it."""

import streamlit as st

from mnist_core.store.run import Run, RunStatus
from pages.components.runs.names import run_name
from pages.components.runs.status import status_badge
from pages.components.shown_text import as_markdown
from pages.components.training.judged_weights import judged_weights
from pages.components.training.queue_view import tell_of_started


def run_header(run: Run, active: list[Run]) -> None:
    """Draw the run's name and status, what has started beside it, and what to know or do next."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(as_markdown(run_name(run)), anchor=False, width="content")
        status_badge(run)
        tell_of_started(run, active)
    if run.status is RunStatus.FAILED:
        st.error(as_markdown(run.message) or "Training failed.", icon=":material/error:")
    elif run.message:
        st.info(as_markdown(run.message), icon=":material/info:")
    if run.status is RunStatus.INTERRUPTED:
        st.warning(
            "The training process ended before the run was done. Resume goes on from the last checkpoint.",
            icon=":material/power_off:",
        )


def next_steps(run: Run) -> None:
    """Offer what one does with a trained network."""
    if not run.has_checkpoint or not run.status.is_over:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if run.test_accuracy is not None:
            st.markdown(f"**Test accuracy {run.test_accuracy:.2%}** on 10,000 images it has never seen.")
        st.page_link("evaluate.py", label="See where it errs", icon=":material/grid_on:")
        st.page_link("draw.py", label="Draw a digit for it", icon=":material/draw:")
    judged_weights(run)
