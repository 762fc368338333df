"""More epochs for a run that has finished."""

from collections.abc import Callable

import streamlit as st

from mnist_core.errors import MnistCoreError, StoreError
from mnist_core.store.run import Run, RunStatus
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import attempt

MORE = 5
TOLD = "told_of_continued"
"""Session key of what the page says of a run that has just been continued."""


def continue_run(run: Run, *, on_start: Callable[[int], object] = bool) -> None:
    """Offer to train a finished run for more epochs, and say what comes of it; `on_start` gets the new run's number."""
    if told := st.session_state.pop(TOLD, ""):  # a fragment's callback cannot draw
        st.toast(told, icon=":material/play_arrow:")
    if run.status is not RunStatus.FINISHED:
        return
    with st.popover("Continue", icon=":material/more_time:", help="Train it for more epochs."):
        store = get_store()
        if sentence := store.continuations.hindrance(run):
            st.caption(as_markdown(as_sentence(sentence)))
            return
        more = st.number_input(
            "More epochs",
            1,
            1000,
            MORE,
            key=f"more_epochs_{run.id}",
            help="How many to train beyond those that it has been through. This run stays as it is.",
        )
        try:
            offer = store.continuations.offer(run, more)
        except StoreError as error:
            st.caption(as_markdown(as_sentence(str(error))))
            return
        except MnistCoreError as error:
            st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
            return
        st.caption(as_markdown(offer.said))
        st.button(
            "Train 1 more epoch" if more == 1 else f"Train {more} more epochs",
            key=f"continue_{run.id}",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_start,
            args=(run.id, more, on_start, offer.goes_on),
            help="It is queued as a run of its own, before all others that wait.",
        )


def _start(run_id: int, more: int, on_start: Callable[[int], object], goes_on: bool) -> None:
    """Queue the longer run and make sure that somebody trains it."""
    store = get_store()
    run = attempt(store.continuations.start, run_id, more)
    if run is None:
        return
    began = f"goes on where #{run_id} ended" if run.continues else "begins at the first epoch"
    lost = f": the training state of #{run_id} is damaged" if goes_on and not run.continues else ""
    st.session_state[TOLD] = f"#{run.id} {began}{lost}."
    attempt(store.workers.ensure)
    on_start(run.id)
