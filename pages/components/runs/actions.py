"""What can be done with the runs that are ticked: open, rename, resume, take away, delete, and bring back."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.store.retention import RESTORE_DAYS
from mnist_core.store.run import Run
from pages.components.runs.continue_run import continue_run
from pages.components.runs.export_menu import show_export, show_shared_report
from pages.components.runs.marks_view import show_marks
from pages.components.runs.names import shown_name
from pages.components.runs.python_use import show_python_use
from pages.components.runs.run_choice import MOST
from pages.components.runs.table import CHOSEN
from pages.components.shown_text import as_markdown
from pages.components.state import COMPARED_PARAMETER, RUN_PARAMETER, get_selected_run_id, get_store, select_run
from pages.components.store_actions import attempt, attempt_each

JUST_DELETED = "just_deleted"


def show_run_actions(picked: Sequence[Run]) -> None:
    """Show the actions that fit the number of runs ticked."""
    if not picked:
        st.caption("Tick a run to open, rename, resume, export or delete it; tick several to compare them.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(picked) == 1:
            show_single_actions(picked[0])
        else:
            compared = picked[:MOST]
            st.page_link(
                "compare.py",
                label=f"Compare {len(picked)} runs" if compared == picked else f"Compare the first {MOST} of them",
                icon=":material/stacked_line_chart:",
                query_params={COMPARED_PARAMETER: [str(run.id) for run in compared]},
                help="Lay their curves over one another and see what differs.",
            )
            show_shared_report(compared)
        show_delete(picked)


def show_single_actions(run: Run) -> None:
    """Offer what can be done with one run."""
    here = {RUN_PARAMETER: str(run.id)}
    st.page_link("train.py", label="Train", icon=":material/model_training:", query_params=here, help="See its charts.")
    st.page_link(
        "evaluate.py",
        label="Evaluate",
        icon=":material/grid_on:",
        query_params=here,
        disabled=not run.has_checkpoint,
        help="See where it errs.",
    )
    st.page_link(
        "draw.py",
        label="Draw",
        icon=":material/draw:",
        query_params=here,
        disabled=not run.has_checkpoint,
        help="Have it read what you draw.",
    )
    if run.can_resume:
        st.button(
            "Resume",
            icon=":material/play_arrow:",
            on_click=resume,
            args=(run.id,),
            help="Go on from its last checkpoint; the result is the same as without the interruption.",
        )
    continue_run(run)
    with st.popover("Rename", icon=":material/edit:", help="Give this run another name."):
        st.text_input("New name", value=run.name, key=f"name_{run.id}", max_chars=200, help="Up to 200 characters.")
        st.button(
            "Rename", on_click=rename, args=(run.id,), type="primary", key=f"rename_{run.id}", help="Use the new name."
        )
    show_marks(run)
    show_export(run)
    if run.has_checkpoint:
        show_python_use(run)


def show_delete(picked: Sequence[Run]) -> None:
    """Ask before deleting."""
    with st.popover("Delete", icon=":material/delete:", help="Delete what is ticked; you are asked first."):
        active = any(run.status.is_active for run in picked)
        stops = " It is training and will be stopped." if active else ""
        st.markdown(f"Delete {names(picked)}?{stops} You can undo this for {RESTORE_DAYS:g} days.")
        ids = [run.id for run in picked]
        st.button(
            "Delete",
            icon=":material/delete:",
            type="primary",
            on_click=delete,
            args=(ids,),
            key="confirm_delete",
            help="Delete now; Undo then brings everything back.",
        )


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


def names(runs: Sequence[Run]) -> str:
    """Name one run, or count several."""
    return f"**{as_markdown(shown_name(runs[0]))}**" if len(runs) == 1 else f"{len(runs)} runs"


def rename(run_id: int) -> None:
    attempt(get_store().runs.rename, run_id, st.session_state[f"name_{run_id}"])


def resume(run_id: int) -> None:
    """Queue a run again and make sure that somebody trains it."""

    def queue_and_start() -> None:
        get_store().queue.requeue(run_id)
        get_store().workers.ensure()

    attempt(queue_and_start)


def delete(ids: Sequence[int]) -> None:
    """Delete runs and remember them for the undo."""
    st.session_state[JUST_DELETED] = attempt_each(get_store().runs.delete, ids)
    st.session_state[CHOSEN] = []
    if get_selected_run_id() in st.session_state[JUST_DELETED]:
        select_run(None)


def restore(ids: Sequence[int]) -> None:
    attempt_each(get_store().runs.restore, ids)
    dismiss()


def dismiss() -> None:
    st.session_state.pop(JUST_DELETED, None)
