"""Which weights of a finished run count: those of its last epoch, or of the one with the lowest validation loss."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run
from pages.components.state import get_data, get_store
from pages.components.store_actions import attempt
from pages.components.visitor import is_mine


def judged_weights(run: Run) -> None:
    """Say which weights are kept and judged, and offer the others; nothing where the last epoch was the best."""
    if not run.has_checkpoint or not run.status.is_over:
        return
    try:
        kept = get_store().best_epoch.of(run.id)
    except MnistCoreError:
        return
    if kept is None:
        return
    is_best = kept.judged == kept.best
    other = "last" if is_best else "best"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.caption(
            f"Judged by the weights of the {'best' if is_best else 'last'} epoch, {kept.judged}; validation loss was "
            f"lowest in epoch {kept.best}.",
            width="content",
        )
        if not is_mine(run.visitor):
            return
        st.button(
            f"Judge by the {other} epoch, {kept.other}",
            key=f"judge_{run.id}",
            icon=":material/swap_horiz:",
            on_click=_judge_by_other,
            args=(run.id,),
            help="Both are kept. The ones chosen here are measured on the test images, and every page, export and "
            "drawing uses them.",
        )


def _judge_by_other(run_id: int) -> None:
    """Let the other weights count."""
    test = attempt(lambda: get_data(get_store().runs.get(run_id).config.data).test)
    if test is not None:
        attempt(get_store().best_epoch.judge_by_other, run_id, test)
