"""How much disk the runs take, by which rule, and the switch for what takes most of it."""

import streamlit as st

from mnist_core.store.networks import DiskUse
from mnist_core.store.retention import RULE
from pages.components.state import get_store
from pages.components.store_actions import attempt
from pages.components.visitor import current_visitor

KEEP_SNAPSHOTS = "keep_snapshots"


def show_disk_use(disk: DiskUse) -> None:
    """Draw the sum, the rule, and whether runs keep snapshots."""
    st.caption(f"All runs together take {disk.total / 1e6:,.1f} MB on disk. {RULE}")
    if current_visitor() is not None:  # it holds for everybody
        return
    st.session_state[KEEP_SNAPSHOTS] = get_store().snapshots.are_kept
    st.toggle(
        "Keep snapshots of training",
        key=KEEP_SNAPSHOTS,
        on_change=_change,
        help="Lets one go back to any moment of a run's training. Up to 60 small copies of the network are kept of "
        "each run, two bytes a weight: 28 MB for layers of 256 and 128. Off saves that room in runs that start "
        "from now on; snapshots that exist stay until their run is deleted.",
    )


def _change() -> None:
    """Save the choice."""
    attempt(get_store().snapshots.keep, wanted=st.session_state[KEEP_SNAPSHOTS])
