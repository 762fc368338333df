"""Asking the run store for something from a button, so that what goes wrong is a sentence on the page."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from mnist_core.errors import MnistCoreError, StoreError
from mnist_core.store.run import Run
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store

T = TypeVar("T")
FAILURE = "store_failure"
LAST_WARM = "last_warm"
WARM_SECONDS = 30.0


def attempt(action: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
    """Do something with the store; return None, and remember the sentence, if it cannot be done."""
    st.session_state[FAILURE] = ""
    try:
        return action(*args, **kwargs)
    except MnistCoreError as error:
        st.session_state[FAILURE] = as_sentence(str(error))
        return None


def attempt_each(action: Callable[[int], object], ids: Sequence[int]) -> list[int]:
    """Do something for each run; return those for which it was done, and remember a sentence for the others."""
    done: list[int] = []
    sentences: list[str] = []
    for run_id in ids:
        attempt(action, run_id)
        if sentence := st.session_state[FAILURE]:
            sentences.append(sentence)
        else:
            done.append(run_id)
    st.session_state[FAILURE] = " ".join(dict.fromkeys(sentences))
    return done


def send(run: Run, kind: str, **payload: Any) -> None:
    """Send a run a command; one that is resumed may need a worker.

    A run that came to its end, or went on, between the drawing of the button and the click is no failure: a passing
    note says where it stands now.
    """

    def send_and_start() -> None:
        store = get_store()
        try:
            store.queue.command(run.id, kind, **payload)
        except StoreError:
            now = store.runs.get(run.id).status
            if now is run.status:
                raise
            st.toast(f"Run {run.id} is {now} by now.", icon=":material/info:")
        store.workers.ensure()

    attempt(send_and_start)


def show_failure() -> None:
    """Say why the last thing that was asked for could not be done."""
    if message := st.session_state.get(FAILURE):
        st.error(as_markdown(message), icon=":material/error:")


def keep_worker_warm() -> None:
    """While somebody is at the form, have a worker ready, so that the first point comes at once."""
    if time.monotonic() - st.session_state.get(LAST_WARM, -WARM_SECONDS) >= WARM_SECONDS:
        st.session_state[LAST_WARM] = time.monotonic()
        get_store().workers.ensure(warm=True)
