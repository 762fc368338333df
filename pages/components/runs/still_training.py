"""A network that is judged while it still learns: how far it has come, and its next weights once they are saved."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run, RunStatus
from pages.components.networks import checkpoint_key
from pages.components.state import get_store

STANDS = {
    RunStatus.RUNNING: "Still training",
    RunStatus.PAUSED: "Paused",
    RunStatus.QUEUED: "Waiting in the queue",
}

LOOK_SECONDS = 2
"""Pages read the test images anew for each network, so they follow one no faster than this."""


def tell_still_training(run: Run) -> None:
    """Say that a run's network is not the final one, and draw the page again when it has a newer or its final one."""
    if run.status.is_over:
        return
    drawn = checkpoint_key(run)

    @st.fragment(run_every=LOOK_SECONDS)
    def look() -> None:
        try:
            newest = get_store().runs.get(run.id)
        except MnistCoreError:
            return
        st.caption(f":material/model_training: {progress_sentence(newest)}")
        if newest.status.is_over or checkpoint_key(newest) != drawn:
            st.rerun()

    look()


def progress_sentence(run: Run) -> str:
    """Say how far a run that is not over has come."""
    return (
        f"{STANDS[run.status]}: epoch {run.epoch} of {run.config.epochs}. This is what it has learned so far; the page "
        "follows."
    )
