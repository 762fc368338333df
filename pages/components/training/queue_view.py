"""The queue: what trains, what waits, and how many at once."""

import streamlit as st

from mnist_core.store.queue import MAX_CONCURRENT
from mnist_core.store.run import Run, RunStatus
from pages.components.runs.names import shown_name
from pages.components.runs.status import status_badge
from pages.components.shown_text import as_markdown
from pages.components.state import get_selected_run_id, get_store, select_run
from pages.components.store_actions import attempt

SHOWN = 12
CONCURRENT = "runs_at_once"


def waiting_order(runs: list[Run]) -> list[Run]:
    """Return the runs that train or wait: training ones first, then paused ones, then the queue."""
    ranks = {RunStatus.RUNNING: 0, RunStatus.PAUSED: 1, RunStatus.QUEUED: 2}
    unfinished = [run for run in runs if run.status in ranks]
    return sorted(unfinished, key=lambda run: (ranks[run.status], run.queue_position or 0, run.id))


def shown_run(runs: list[Run], active: list[Run]) -> Run | None:
    """Return the run that the person chose, else the one that trains, else the latest."""
    chosen = get_selected_run_id()
    trained = [run for run in runs if run.source == "trained"]
    return next((run for run in trained if run.id == chosen), next(iter([*active, *trained]), None))


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
        st.markdown(as_markdown(shown_name(run)), width="stretch")
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
        queued = run.status is RunStatus.QUEUED
        st.button(
            "Remove" if queued else "Stop",
            key=f"remove_{run.id}",
            type="tertiary",
            icon=":material/close:" if queued else ":material/stop:",
            on_click=attempt,
            args=(get_store().queue.command, run.id, "stop"),
            help="Take it from the queue; it stays under Runs and can be resumed."
            if queued
            else "End it and keep the network as it is; it can resume.",
        )


def _concurrency() -> None:
    """Draw how many runs may train at once."""
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
