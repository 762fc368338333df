"""What a person can ask of a run: pause, resume, stop, single steps, slow motion, other settings on the way.

Every button leaves a command in the store; the run's worker takes it within a fraction of a second.
"""

from typing import Any

import streamlit as st

from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import LIVE_FIELDS
from mnist_core.training.setting_text import number_text
from pages.components.choice import choose_one
from pages.components.copy_link import copy_link
from pages.components.linked_choices import link_of_choices
from pages.components.runs.continue_run import continue_run
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import read_setting
from pages.components.shown_text import as_markdown
from pages.components.state import RUN_PARAMETER, get_store, select_run
from pages.components.store_actions import attempt, send
from pages.components.training.form import fill_form
from pages.components.training.group import select_group
from pages.components.training.live_view import CHOICES
from pages.components.training.run_header import next_steps
from pages.components.visitor import is_mine

FULL_SPEED = "Full speed"
SPEEDS = {"1 step/s": 1.0, "4 steps/s": 4.0, "20 steps/s": 20.0, FULL_SPEED: None}


def run_controls(run: Run, runs: list[Run]) -> None:
    """Draw the buttons that fit the run's status, unless it is another's, and the ways on from it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if is_mine(run.visitor):
            _commands(run)
        else:
            st.caption(f"{as_markdown(run.visitor or 'Another person')}’s run, to look at.", width="content")
        next_steps(run, runs)
        continue_run(run, on_start=select_run)
        if (study_id := get_store().trials.of_runs().get(run.id)) is not None:
            st.button(
                "Watch its group",
                key=f"show_group_{run.id}",
                type="tertiary",
                icon=":material/account_tree:",
                on_click=select_group,
                args=(study_id,),
                help="Show all runs that were started together with this one, on the same charts.",
            )
        st.button(
            "Copy settings",
            key=f"copy_settings_{run.id}",
            type="tertiary",
            icon=":material/content_copy:",
            on_click=fill_form,
            args=(run.config,),
            help="Fill the form with this run's settings, to repeat it or change one thing.",
        )
        copy_link({RUN_PARAMETER: str(run.id)} | link_of_choices(CHOICES), key="copy_link")


def _commands(run: Run) -> None:
    """Draw the buttons that tell a run what to do."""
    if run.status is RunStatus.RUNNING:
        _command_button(run, "Pause", "pause", icon="pause", help="Hold after the current step; nothing is lost.")
    if run.status is RunStatus.PAUSED or run.can_resume:
        _command_button(
            run, "Resume", "resume", icon="play_arrow", primary=True, help="Go on exactly where training stopped."
        )
    if run.status is RunStatus.QUEUED:
        st.button(
            "Start next",
            key=f"Start next_{run.id}",
            icon=":material/vertical_align_top:",
            on_click=attempt,
            args=(get_store().queue.move_to_front, run.id),
            help="Move to the queue's front.",
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
            run,
            "+1 epoch",
            "step",
            icon="fast_forward",
            epochs=1,
            help="Train to the end of this epoch, then hold.",
        )
        live_settings(run)


def live_settings(run: Run) -> None:
    """Draw the settings that may change while the network trains."""
    with st.popover("Adjust", icon=":material/tune:", help="Slow motion, and settings to change while it trains."):
        choose_one(
            "Speed",
            SPEEDS,
            default=FULL_SPEED,
            key=f"speed_{run.id}",
            on_change=_change_speed,
            args=(run,),
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
                    help=f"{control.help} It was {number_text(getattr(run.config, control.name))} at the start.",
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
    return settings | {change.field: change.new for change in get_store().history.changes(run.id)}


def _command_button(
    run: Run, label: str, kind: str, *, icon: str, help: str, primary: bool = False, **payload: Any
) -> None:
    """Draw a button that sends the run a command."""
    st.button(
        label,
        key=f"{label}_{run.id}",
        icon=f":material/{icon}:",
        type="primary" if primary else "secondary",
        on_click=send,
        args=(run, kind),
        kwargs=payload,
        help=help,
    )


def _change_speed(run: Run) -> None:
    """Send the chosen speed."""
    send(run, "speed", steps_per_second=SPEEDS[st.session_state[f"speed_{run.id}"]])


def _apply(run_id: int, current: dict[str, float]) -> None:
    """Send every live setting that the person changed; say what does not fit."""

    def change() -> None:
        texts = {field: st.session_state[_live_key(run_id, field)] for field in LIVE_FIELDS}
        values = {field: read_setting(CONTROLS[field], text) for field, text in texts.items()}
        for field, value in values.items():
            if value != current[field]:
                get_store().queue.command(run_id, "change", field=field, value=value)

    attempt(change)


def _live_key(run_id: int, field: str) -> str:
    return f"live_{field}_{run_id}"
