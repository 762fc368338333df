"""Runs that were deleted: the last ones, with an undo, and all that can still be brought back."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.store.retention import RESTORE_DAYS
from mnist_core.store.run import Run
from pages.components.runs.names import names, shown_name
from pages.components.state import get_store
from pages.components.store_actions import attempt_each

JUST_DELETED = "just_deleted"


def show_undo() -> None:
    """Say what has just been deleted and offer to bring it back."""
    ids = st.session_state.get(JUST_DELETED)
    if not ids:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f"Deleted {names([get_store().runs.get(run_id) for run_id in ids])}.")
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=restore,
            args=(ids,),
            key="undo_delete",
            help="Bring back what was just deleted.",
        )
        st.button("Dismiss", type="tertiary", on_click=dismiss, key="dismiss_delete", help="Hide this message.")


def show_deleted(deleted: Sequence[Run]) -> None:
    """List the runs that were deleted and can still be brought back."""
    if not deleted:
        return
    by_id = {run.id: run for run in deleted}
    with st.expander(f"Deleted runs ({len(deleted)})", icon=":material/delete:"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            ids = st.multiselect(
                "Deleted runs",
                list(by_id),
                format_func=lambda run_id: f"#{run_id} · {shown_name(by_id[run_id])}",
                key="deleted_runs",
                help=f"Runs deleted in the last {RESTORE_DAYS:g} days; older ones have been removed permanently.",
            )
            st.button(
                "Restore",
                icon=":material/undo:",
                on_click=restore,
                args=(ids,),
                disabled=not ids,
                help="Bring the chosen runs back, with everything they had.",
            )


def restore(ids: Sequence[int]) -> None:
    attempt_each(get_store().runs.restore, ids)
    dismiss()


def dismiss() -> None:
    st.session_state.pop(JUST_DELETED, None)
