"""A run's name, where it stands, and what became of it."""

import streamlit as st

from mnist_core.store.run import Run, RunStatus
from pages.components.runs.names import run_name
from pages.components.runs.status import status_badge
from pages.components.shown_text import as_markdown
from pages.components.state import COMPARED_PARAMETER, RUN_PARAMETER
from pages.components.training.queue_view import tell_of_started


def run_header(run: Run, active: list[Run]) -> None:
    """Draw the run's name and status, what has started beside it, its test accuracy, and what to know of it.

    The accuracy has its place from the beginning, so that nothing moves when it is known.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(as_markdown(run_name(run)), anchor=False, width="content")
        status_badge(run)
        tell_of_started(run, active)
        st.space("stretch")
        st.caption("Test accuracy", width="content", help="Of the kept network, on 10,000 images it has never seen.")
        st.title("–" if run.test_accuracy is None else f"{run.test_accuracy:.2%}", anchor=False, width="content")
    if run.status is RunStatus.FAILED:
        st.error(as_markdown(run.message) or "Training failed.", icon=":material/error:")
    elif run.message:
        st.info(as_markdown(run.message), icon=":material/info:")
    if run.status is RunStatus.INTERRUPTED:
        st.warning(
            "The training process ended before the run was done. Resume goes on from the last checkpoint.",
            icon=":material/power_off:",
        )


def next_steps(run: Run, runs: list[Run]) -> None:
    """Offer what one does with a trained network, in the row that its controls leave free."""
    if not run.has_checkpoint or not run.status.is_over:
        return
    here = {RUN_PARAMETER: str(run.id)}
    st.page_link("evaluate.py", label="See where it errs", icon=":material/grid_on:", query_params=here)
    st.page_link("draw.py", label="Draw a digit for it", icon=":material/draw:", query_params=here)
    before = next((other for other in runs if other.id < run.id and other.source == "trained" and other.epoch), None)
    if before is not None:
        st.page_link(
            "compare.py",
            label=f"Compare with #{before.id}",
            icon=":material/stacked_line_chart:",
            query_params={COMPARED_PARAMETER: [str(before.id), str(run.id)]},
            help="Lay its curves over those of the run before it.",
        )
