"""How the status of a run looks: its word, icon and colour."""

from typing import Literal

import streamlit as st

from mnist_core.store.run import Run, RunStatus

Color = Literal["gray", "blue", "yellow", "green", "red", "orange"]

BADGES: dict[RunStatus, tuple[str, str, Color]] = {
    RunStatus.QUEUED: ("Queued", "schedule", "gray"),
    RunStatus.RUNNING: ("Training", "play_arrow", "blue"),
    RunStatus.PAUSED: ("Paused", "pause", "yellow"),
    RunStatus.STOPPED: ("Stopped", "stop", "gray"),
    RunStatus.FINISHED: ("Finished", "check", "green"),
    RunStatus.FAILED: ("Failed", "error", "red"),
    RunStatus.INTERRUPTED: ("Interrupted", "power_off", "orange"),
}
"""Word, icon and colour of each status: never colour alone."""


def status_badge(run: Run) -> None:
    """Draw the run's status as a word with an icon."""
    word, icon, color = BADGES[run.status]
    st.badge(word, icon=f":material/{icon}:", color=color)
