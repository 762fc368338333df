"""What a person can ask of a run: start, pause, resume, stop, single steps, slow motion, other settings on the way.

Every button leaves a command in the store; the run's worker takes it within a fraction of a second.
"""

import time
from typing import Any

import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.runs.run import Run, RunStatus
from mnist_core.training.config import LIVE_FIELDS, TrainingConfig
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import number_text, read_setting, setting_of
from pages.components.state import get_store, select_run
from pages.components.store_actions import FAILURE, attempt
from pages.components.training.form import changes, chosen_preset, fill_form, form_config

DOUBLE_CLICK = 3.0
"""Seconds after the page has answered Start within which another click with the same settings is the same click."""

LAST_START = "last_start"
"""Session key of the settings last started and of when the page was drawn after that, None until it is."""

SAME_SETTINGS = (
    "A run with these very settings is not over yet, and another would give the same network: "
    "change something first, such as the seed."
)
SPEEDS = {"1 step/s": 1.0, "4 steps/s": 4.0, "20 steps/s": 20.0, "Full speed": None}
FULL_SPEED = "Full speed"


def start_button(active: list[Run]) -> None:
    """Draw the button that starts what the form holds, or queues it while something else trains.

    It is never disabled: a click on it right after mending a control is the first that the page hears of either.
    """
    waits = any(run.status in (RunStatus.RUNNING, RunStatus.QUEUED) for run in active)
    st.button(
        "Add to queue" if waits else "Start training",
        key="start",
        type="primary",
        icon=":material/playlist_add:" if waits else ":material/play_arrow:",
        width="stretch",
        on_click=_start,
        help="Trains when its turn comes: another run is training now."
        if waits
        else "Train a new network with these settings, in a process of its own: you may change or close this page.",
    )


def answer_start() -> None:
    """Note, once the page is drawn to its end, that the last click on Start has been answered."""
    config, answered = st.session_state.get(LAST_START, (None, None))
    if config is not None and answered is None:
        st.session_state[LAST_START] = (config, time.monotonic())


def run_name(config: TrainingConfig) -> str:
    """Return a name that says what the form changed: “Quick, learning rate 0.3”."""
    preset = chosen_preset()
    changed = changes(config, preset)
    shown = [f"{control.label.lower()} {_plain(setting_of(control, config))}" for control in changed[:3]]
    more = [f"{len(changed) - 3} more"] if len(changed) > 3 else []
    return ", ".join([preset.title, *shown, *more])


def run_controls(run: Run) -> None:
    """Draw the buttons that fit the run's status."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if run.status is RunStatus.RUNNING:
            _command_button(run, "Pause", "pause", icon="pause", help="Hold after the current step; nothing is lost.")
        if run.status is RunStatus.PAUSED or run.status.can_resume:
            _command_button(
                run, "Resume", "resume", icon="play_arrow", primary=True, help="Go on exactly where training stopped."
            )
        if run.status is RunStatus.QUEUED:
            _action_button(
                run, "Start next", "vertical_align_top", get_store().move_to_front, "Move to the queue's front."
            )
        if not run.status.is_over:
            what = "Remove from queue" if run.status is RunStatus.QUEUED else "Stop"
            _command_button(run, what, "stop", icon="stop", help="End it and keep the network as it is; it can resume.")
        if run.status.is_active:
            _command_button(
                run,
                "+1 batch",
                "step",
                icon="skip_next",
                batches=1,
                help="Train on one batch, then hold: watch one update.",
            )
            _command_button(
                run, "+1 epoch", "step", icon="fast_forward", epochs=1, help="Train for one epoch, then hold."
            )
            live_settings(run)
        st.button(
            "Copy settings",
            key=f"copy_settings_{run.id}",
            type="tertiary",
            icon=":material/content_copy:",
            on_click=fill_form,
            args=(run.config,),
            help="Fill the form with this run's settings, to repeat it or change one thing.",
        )


def live_settings(run: Run) -> None:
    """Draw the settings that may change while the network trains."""
    with st.popover("Adjust", icon=":material/tune:", help="Slow motion, and settings to change while it trains."):
        st.segmented_control(
            "Speed",
            list(SPEEDS),
            default=FULL_SPEED,
            required=True,
            key=f"speed_{run.id}",
            on_change=_change_speed,
            args=(run.id,),
            persist_state="session",
            help="Slow motion shows single updates on the charts; full speed is for results.",
        )
        current = current_settings(run)
        with st.form(f"live_settings_{run.id}", border=False):
            for field in LIVE_FIELDS:
                control = CONTROLS[field]
                st.text_input(
                    control.label,
                    number_text(current[field]),
                    key=_live_key(run.id, field),
                    disabled=not control.counts_in(run.config),
                    help=f"{control.help} It was {number_text(setting_of(control, run.config))} at the start.",
                )
            st.form_submit_button(
                "Apply",
                icon=":material/check:",
                on_click=_apply,
                args=(run.id, current),
                help="Takes effect at the next step and is marked on the charts.",
            )


def current_settings(run: Run) -> dict[str, float]:
    """Return the live fields with every change so far."""
    settings = {field: getattr(run.config, field) for field in LIVE_FIELDS}
    return settings | {change.field: change.new for change in get_store().changes(run.id)}


def _start() -> None:
    """Put what the form holds into the queue, once however often, and however late, clicks arrive."""
    config, _ = form_config()
    if config is None:
        return
    last_config, answered = st.session_state.get(LAST_START, (None, None))
    if config == last_config and (answered is None or time.monotonic() - answered < DOUBLE_CLICK):
        return
    store, preset = get_store(), chosen_preset()
    runs = attempt(store.list)
    if runs is None:
        return
    if twin := next((run for run in runs if run.config == config and not run.status.is_over), None):
        st.session_state[FAILURE] = SAME_SETTINGS
        select_run(twin.id)
        return
    run = attempt(store.create, config, name=run_name(config), preset=preset.name if config == preset.config else "")
    if run is None:
        return
    st.session_state[LAST_START] = (config, None)
    select_run(run.id)
    attempt(store.ensure_workers)


def _command_button(
    run: Run, label: str, kind: str, *, icon: str, help: str, primary: bool = False, **payload: Any
) -> None:
    """Draw a button that sends the run a command."""
    st.button(
        label,
        key=f"{label}_{run.id}",
        icon=f":material/{icon}:",
        type="primary" if primary else "secondary",
        on_click=_send,
        args=(run.id, kind),
        kwargs=payload,
        help=help,
    )


def _action_button(run: Run, label: str, icon: str, action: Any, help: str) -> None:
    """Draw a button that does something with the run in the store."""
    key = f"{label}_{run.id}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=attempt, args=(action, run.id), help=help)


def _send(run_id: int, kind: str, **payload: Any) -> None:
    """Send a command; a run that is resumed may need a worker."""
    attempt(get_store().command, run_id, kind, **payload)
    if not st.session_state[FAILURE]:
        attempt(get_store().ensure_workers)


def _change_speed(run_id: int) -> None:
    """Send the chosen speed."""
    _send(run_id, "speed", steps_per_second=SPEEDS[st.session_state[f"speed_{run_id}"] or FULL_SPEED])


def _apply(run_id: int, current: dict[str, float]) -> None:
    """Send every live setting that the person changed; say what does not fit."""
    for field in LIVE_FIELDS:
        try:
            value = read_setting(CONTROLS[field], st.session_state[_live_key(run_id, field)])
        except ConfigurationError as error:
            st.session_state[FAILURE] = str(error)
            return
        if value != current[field]:
            attempt(get_store().command, run_id, "change", field=field, value=value)


def _live_key(run_id: int, field: str) -> str:
    return f"live_{field}_{run_id}"


def _plain(value: Any) -> str:
    """Write a setting's value in a name."""
    if isinstance(value, tuple):
        return "-".join(str(size) for size in value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else number_text(value)
