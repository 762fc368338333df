"""Asking the run store for something from a button, so that what goes wrong is a sentence on the page."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from mnist_core.errors import MnistCoreError
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


def show_failure() -> None:
    """Say why the last thing that was asked for could not be done."""
    if message := st.session_state.get(FAILURE):
        st.error(as_markdown(message), icon=":material/error:")


def keep_worker_warm() -> None:
    """While somebody is at the form, have a worker ready, so that the first point comes at once."""
    if time.monotonic() - st.session_state.get(LAST_WARM, -WARM_SECONDS) >= WARM_SECONDS:
        st.session_state[LAST_WARM] = time.monotonic()
        get_store().workers.ensure(warm=True)
