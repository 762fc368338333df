"""Where one's run stands among those of the whole class."""

import streamlit as st

from mnist_core.store.run import Run, RunStatus
from pages.components.state import get_store
from pages.components.visitor import current_visitor


def tell_class_queue(run: Run) -> None:
    """Say how many runs will be taken before one that waits; nothing where there is no class."""
    if current_visitor() is None or run.status is not RunStatus.QUEUED:
        return
    order = get_store().queue.order()
    if run.id in order:
        st.caption(f":material/groups: {place_sentence(order.index(run.id))}")


def place_sentence(ahead: int) -> str:
    """Say how many runs come first."""
    if not ahead:
        return "It is the next of the class; everyone takes turns."
    return f"{ahead} {'run' if ahead == 1 else 'runs'} of the class will start before it; everyone takes turns."
