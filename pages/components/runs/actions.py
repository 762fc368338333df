"""What can be done with the runs that are ticked: open, rename, resume, take away, delete."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.store.retention import RESTORE_DAYS
from mnist_core.store.run import Run, RunStatus
from pages.components.runs.continue_run import continue_run
from pages.components.runs.deleted_view import JUST_DELETED
from pages.components.runs.export_menu import show_export, show_export_several, show_shared_report
from pages.components.runs.marks_view import show_marks
from pages.components.runs.names import counted, names
from pages.components.runs.python_use import show_python_use
from pages.components.runs.run_choice import MOST
from pages.components.runs.table import CHOSEN, OPENED, Chosen
from pages.components.state import COMPARED_PARAMETER, RUN_PARAMETER, get_selected_run_id, get_store, select_run
from pages.components.store_actions import FAILURE, attempt, attempt_each


def show_run_actions(chosen: Chosen) -> None:
    """Show the actions for the runs that are ticked, and those for the one that is open, or ticked alone."""
    picked, one = chosen.ticked, chosen.opened
    if not picked and one is None:
        st.caption(
            "Tick a run to open, rename, resume, export or delete it; tick several to compare them. A click on a row "
            "opens it too. By keys: arrows move, Space ticks, Enter renames."
        )
        return
    together, alone = st.container(), st.container()  # each has its place, so that what is typed into stays there
    if len(picked) == 1 and one in (None, picked[0]):
        one = picked[0]
    elif picked:
        with together:
            show_batch(picked)
    if one is not None:
        with alone:
            show_opened(one)


def show_batch(picked: Sequence[Run]) -> None:
    """Show what can be done with all runs that are ticked, at once."""
    with st.container(horizontal=True, vertical_alignment="center"):
        compared = picked[:MOST]
        st.page_link(
            "compare.py",
            label=f"Compare {counted(picked)}" if compared == picked else f"Compare the first {MOST} of them",
            icon=":material/stacked_line_chart:",
            query_params={COMPARED_PARAMETER: [str(run.id) for run in compared]},
            disabled=len(picked) < 2,
            help="Lay their curves over one another and see what differs.",
        )
        if resumable := [run.id for run in picked if run.can_resume]:
            st.button(
                f"Resume {len(resumable)}",
                key="resume_several",
                icon=":material/play_arrow:",
                on_click=resume_each,
                args=(resumable,),
                help="Let those that are stopped or interrupted go on, one after another, from their checkpoints.",
            )
        show_shared_report(compared)
        show_export_several(picked)
        show_delete(picked)


def show_opened(run: Run) -> None:
    """Show one run: its name, which can be changed here, and all that can be done with it."""
    with st.container(border=True):
        with st.container(key="opened_run_name", width=480):
            st.text_input(
                f"Name of #{run.id}",
                value=run.name,
                key=f"name_{run.id}",
                max_chars=200,
                on_change=rename,
                args=(run.id,),
                help="Up to 200 characters; Enter keeps a changed name.",
            )
        with st.container(horizontal=True, vertical_alignment="center"):
            show_single_actions(run)
            show_delete([run], key="opened")


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
    show_marks(run)
    show_export(run)
    if run.has_checkpoint:
        show_python_use(run)


def show_delete(picked: Sequence[Run], *, key: str = "ticked") -> None:
    """Ask before deleting; `key` tells the two places apart where this is asked."""
    with st.popover("Delete", icon=":material/delete:", help="You are asked first.", key=f"delete_{key}"):
        active = sum(run.status.is_active for run in picked)
        stops = f" {active} of them train and will be stopped." if active else ""
        stops = " It is training and will be stopped." if active and len(picked) == 1 else stops
        st.markdown(f"Delete {names(picked)}?{stops} You can undo this for {RESTORE_DAYS:g} days.")
        ids = [run.id for run in picked]
        st.button(
            "Delete" if len(picked) == 1 else f"Delete {counted(picked)}",
            icon=":material/delete:",
            type="primary",
            on_click=delete,
            args=(ids,),
            key="confirm_delete" if key == "ticked" else "confirm_delete_opened",
            help="Delete now; Undo then brings everything back.",
        )


def show_clear_queue(runs: Sequence[Run]) -> None:
    """Offer to take every run that waits out of the queue, where some do."""
    waiting = [run for run in runs if run.status is RunStatus.QUEUED]
    if not waiting:
        return
    with st.popover(f"Clear the queue ({len(waiting)})", icon=":material/clear_all:", help="You are asked first."):
        st.markdown(f"Take {names(waiting)} out of the queue? They stay in the list and can be resumed.")
        st.button(
            f"Take {counted(waiting)} out",
            key="clear_queue",
            type="primary",
            on_click=clear_queue,
            args=([run.id for run in waiting],),
            help="What trains now goes on.",
        )


def rename(run_id: int) -> None:
    attempt(get_store().runs.rename, run_id, st.session_state[f"name_{run_id}"])


def clear_queue(ids: Sequence[int]) -> None:
    attempt_each(get_store().queue.remove, ids)


def resume_each(ids: Sequence[int]) -> None:
    """Queue runs again, the first of the list to train first."""
    attempt_each(get_store().queue.requeue, ids[::-1])  # each comes before those that wait
    failure = st.session_state[FAILURE]
    attempt(get_store().workers.ensure)
    st.session_state[FAILURE] = failure or st.session_state[FAILURE]


def resume(run_id: int) -> None:
    """Queue a run again and make sure that somebody trains it."""

    def queue_and_start() -> None:
        get_store().queue.requeue(run_id)
        get_store().workers.ensure()

    attempt(queue_and_start)


def delete(ids: Sequence[int]) -> None:
    """Delete runs and remember them for the undo."""
    st.session_state[JUST_DELETED] = attempt_each(get_store().runs.delete, ids)
    st.session_state[CHOSEN], st.session_state[OPENED] = [], None
    if get_selected_run_id() in st.session_state[JUST_DELETED]:
        select_run(None)
