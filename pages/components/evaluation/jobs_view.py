"""A computation of minutes as the page shows it: its progress, its failure, its result."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.job import Job, JobState, job_key
from mnist_core.store.jobs import Arrays
from mnist_core.store.run import Run
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store

POLL_SECONDS = 0.5


def job_result(
    kind: str,
    subject: Mapping[str, Any],
    how: Mapping[str, Any] | None = None,
    *,
    run: Run | None = None,
    ask_first: str = "",
) -> Arrays | None:
    """Return what was computed; where it is not there yet, have it computed and show how far that is.

    Parameters
    ----------
    kind, subject, how
        As `store.jobs.start` takes them.
    run : Run, optional
        The run that it is about: if it is deleted meanwhile, that is said.
    ask_first : str
        Label of a button that starts it; without one it starts at once.
    """
    jobs = get_store().jobs
    key = job_key(kind, subject)
    try:
        job = jobs.look(key)
        if job.state is JobState.DONE:
            return cached_result(key)
        if job.state is JobState.FAILED:
            st.error(as_markdown(as_sentence(job.doing)), icon=":material/error:")
            if not st.button("Try again", icon=":material/refresh:", key=f"again_{key}", help="Compute it anew."):
                return None
        elif job.state is JobState.ABSENT and ask_first:
            if not st.button(
                ask_first,
                icon=":material/calculate:",
                key=f"start_{key}",
                help="It is computed beside the page, which stays usable, and kept: the next time it is there at once.",
            ):
                return None
        if job.state is not JobState.RUNNING:
            job = jobs.start(kind, subject, how)
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
        return None
    _show_progress(key, None if run is None else run.id)
    return None


@st.fragment(run_every=POLL_SECONDS)
def _show_progress(key: str, run_id: int | None) -> None:
    """Show how far a job is; when it has ended or was stopped, the whole page shows what came of it."""
    store = get_store()
    try:
        job = store.jobs.look(key)
        if run_id is not None and store.runs.get(run_id).deleted_at is not None:
            store.jobs.forget(key)
            st.warning("This run was deleted while this was being computed; choose another network above.")
            return
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
        return
    if job.state is not JobState.RUNNING:
        st.rerun()
    st.progress(min(max(job.done, 0.0), 1.0), text=progress_text(job))
    st.button(
        "Stop",
        icon=":material/stop:",
        key=f"stop_{key}",
        on_click=store.jobs.forget,
        args=(key,),
        help="Give the computation up; what it has so far is lost.",
    )


def progress_text(job: Job) -> str:
    """Say what is being computed."""
    return f"{job.doing or 'The computation begins'}…"


@st.cache_resource(max_entries=24, show_spinner=False)
def cached_result(key: str) -> Arrays:
    """Return what a job computed, read once and shared."""
    arrays = get_store().jobs.result(key)
    for array in arrays.values():
        array.flags.writeable = False
    return arrays
