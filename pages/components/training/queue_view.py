"""The queue: what trains, what waits, and how many at once."""

import streamlit as st

from mnist_core.store.pretrained import PRETRAINED_ID
from mnist_core.store.queue import MAX_CONCURRENT
from mnist_core.store.run import Run, RunStatus
from pages.components.runs.linked_run import linked_run
from pages.components.runs.names import run_name
from pages.components.runs.status import status_badge
from pages.components.shown_text import as_markdown
from pages.components.state import RUN_PARAMETER, get_selected_run_id, get_store, select_run
from pages.components.store_actions import attempt, send
from pages.components.visitor import current_visitor

SHOWN = 12
CONCURRENT = "runs_at_once"


def waiting_order(runs: list[Run]) -> list[Run]:
    """Return the runs that train or wait: training ones first, then paused ones, then the queue."""
    ranks = {RunStatus.RUNNING: 0, RunStatus.PAUSED: 1, RunStatus.QUEUED: 2}
    unfinished = [run for run in runs if run.status in ranks]
    return sorted(unfinished, key=lambda run: (ranks[run.status], run.queue_position or 0, run.id))


def shown_run(runs: list[Run], active: list[Run]) -> Run | None:
    """Return the run that the person or a link chose; at first the one that trains, else the latest, chosen by that.

    The page stays with that run until a click chooses another, whatever the queue does meanwhile. None stands for a
    store without runs, and for a run that no longer exists.
    """
    trained = [run for run in runs if run.source == "trained"]
    chosen = get_selected_run_id()
    if chosen is not None and RUN_PARAMETER not in st.query_params:
        select_run(chosen)
    elsewhere = [run.id for run in runs if run.source != "trained"]  # chosen on a page that shows such networks
    if chosen in (None, PRETRAINED_ID, *elsewhere):
        first = next(iter([*active, *trained]), None)
        if first is not None:
            select_run(first.id)
        return first
    shown = next((run for run in trained if run.id == chosen), None) or linked_run(chosen)
    return shown if shown is not None and shown.source == "trained" else None


def tell_of_started(run: Run, active: list[Run]) -> None:
    """While the shown run does not train and another does, name that one and offer to show it."""
    started = [other for other in active if other.status is RunStatus.RUNNING]
    if started and run.status is not RunStatus.RUNNING:
        newest = max(started, key=lambda other: (other.started_at or 0, other.id))
        st.button(
            f"#{newest.id} has started · show",
            key="show_started",
            type="tertiary",
            icon=":material/visibility:",
            on_click=select_run,
            args=(newest.id,),
            help="Another run trains now. The page stays with this one until you ask for that one.",
        )


def queue_view(active: list[Run]) -> None:
    """Draw what trains and what waits, with a way to look at each, to hurry it, and to take it away."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            waiting = sum(run.status is RunStatus.QUEUED for run in active)
            st.markdown(f"**Queue**, {waiting} waiting" if waiting else "**Queue**", width="content")
            _concurrency()
        for run in active[:SHOWN]:
            _row(run)
        if len(active) > SHOWN:
            st.caption(f"And {len(active) - SHOWN} more; Runs lists them all.")


def _row(run: Run) -> None:
    """Draw one run of the queue."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(as_markdown(run_name(run)), width="stretch")
        status_badge(run)
        shown = run.id == get_selected_run_id()
        st.button(
            "Show",
            key=f"show_{run.id}",
            type="tertiary",
            icon=":material/visibility:",
            disabled=shown,
            on_click=select_run,
            args=(run.id,),
            help="Show this run on the page.",
        )
        st.button(
            "To front",
            key=f"to_front_{run.id}",
            type="tertiary",
            icon=":material/vertical_align_top:",
            disabled=run.status is not RunStatus.QUEUED,
            on_click=attempt,
            args=(get_store().queue.move_to_front, run.id),
            help="Let this run be the next to train.",
        )
        if run.status is RunStatus.RUNNING:
            _command(run, "Pause", "pause", help="Hold after the current step; nothing is lost.")
        if run.status is RunStatus.PAUSED:
            _command(run, "Resume", "resume", icon="play_arrow", help="Go on exactly where training stopped.")
        queued = run.status is RunStatus.QUEUED
        st.button(
            "Remove" if queued else "Stop",
            key=f"remove_{run.id}",
            type="tertiary",
            icon=":material/close:" if queued else ":material/stop:",
            on_click=send,
            args=(run, "stop"),
            help="Take it from the queue; it stays under Runs and can be resumed."
            if queued
            else "End it and keep the network as it is; it can resume.",
        )


def _command(run: Run, label: str, kind: str, *, icon: str = "", help: str) -> None:
    """Draw a row's button that sends its run a command."""
    st.button(
        label,
        key=f"row_{kind}_{run.id}",
        type="tertiary",
        icon=f":material/{icon or kind}:",
        on_click=send,
        args=(run, kind),
        help=help,
    )


def _concurrency() -> None:
    """Draw how many runs may train at once, which in a classroom holds for everybody and is nobody's to change."""
    if current_visitor() is not None:
        return
    now = get_store().queue.settings.max_concurrent
    st.session_state[CONCURRENT] = now
    st.number_input(
        "Runs at once",
        1,
        MAX_CONCURRENT,
        key=CONCURRENT,
        width=150,
        on_change=_change_concurrency,
        help="How many runs train at the same time. 1 is fastest for each; more share the processor's cores.",
    )


def _change_concurrency() -> None:
    """Save how many runs may train at once, and start what may start now."""

    def change_and_start() -> None:
        get_store().queue.change_settings(max_concurrent=st.session_state[CONCURRENT])
        get_store().workers.ensure()

    attempt(change_and_start)
