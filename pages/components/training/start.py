"""Start: a new run with what the form holds, and only one however often a person clicks."""

import time
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from pages.components.settings.words import setting_text
from pages.components.state import get_store, select_run
from pages.components.store_actions import FAILURE, attempt
from pages.components.training.form import changes, chosen_preset, form_config

DOUBLE_CLICK = 3.0
"""Seconds after the page has answered Start within which another click with the same settings is the same click."""

LAST_START = "last_start"
"""Session key of the settings last started and of when the page was drawn after that, None until it is."""

STARTED_HERE = "started_here"
"""Session key of the run that was last started from this form and shown at once."""

SAME_SETTINGS = (
    "A run with these very settings is not over yet, and another would give the same network: "
    "change something first, such as the seed."
)


def start_button(active: list[Run], *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw the button that starts what the form holds, or queues it while something else trains.

    It is never disabled: a click on it right after mending a control is the first that the page hears of either.
    """
    waits = _waits(active)
    st.button(
        "Add to queue" if waits else "Start training",
        key="start",
        type="primary",
        icon=":material/playlist_add:" if waits else ":material/play_arrow:",
        width=width,
        on_click=_start,
        help="Trains when its turn comes: another run is training now."
        if waits
        else "Train a new network with these settings, in a process of its own: you may change or close this page.",
    )


def _waits(runs: Sequence[Run]) -> bool:
    """Say whether a new run has to wait for others."""
    return any(run.status in (RunStatus.RUNNING, RunStatus.QUEUED) for run in runs)


def answer_start() -> None:
    """Note, once the page is drawn to its end, that the last click on Start has been answered."""
    config, answered = st.session_state.get(LAST_START, (None, None))
    if config is not None and answered is None:
        st.session_state[LAST_START] = (config, time.monotonic())


def new_run_name(config: TrainingConfig) -> str:
    """Return a name that says what the form changed: “Quick, learning rate 0.3”."""
    preset = chosen_preset()
    changed, settings = changes(config, preset), config.flat()
    shown = [f"{control.label.lower()} {setting_text(control.name, settings[control.name])}" for control in changed[:3]]
    more = [f"{len(changed) - 3} more"] if len(changed) > 3 else []
    return ", ".join([preset.title, *shown, *more])


def _start() -> None:
    """Put what the form holds into the queue, once however often, and however late, clicks arrive.

    A run that has to wait leaves the page with the one that it shows.
    """
    config, _ = form_config()
    if config is None:
        return
    last_config, answered = st.session_state.get(LAST_START, (None, None))
    if config == last_config and (answered is None or time.monotonic() - answered < DOUBLE_CLICK):
        return
    store, preset = get_store(), chosen_preset()
    runs = attempt(store.runs.all)
    if runs is None:
        return
    if twin := next((run for run in runs if run.config == config and not run.status.is_over), None):
        st.session_state[FAILURE] = SAME_SETTINGS
        if twin.status is not RunStatus.QUEUED:  # one that waits has nothing to show; the page stays where it is
            select_run(twin.id)
        return
    run = attempt(
        store.runs.create, config, name=new_run_name(config), preset=preset.name if config == preset.config else ""
    )
    if run is None:
        return
    st.session_state[LAST_START] = (config, None)
    if _waits(runs):
        st.toast(f"#{run.id} waits in the queue.", icon=":material/playlist_add:")
    else:
        st.session_state[STARTED_HERE] = run.id
        select_run(run.id)
    attempt(store.workers.ensure)
