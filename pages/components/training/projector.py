"""Train for a room: few controls, one chart, large figures, and no frame around them."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run, RunStatus
from pages.components.charts.theme import Chart
from pages.components.charts.training import accuracy_chart, loss_chart
from pages.components.choice import choose_one
from pages.components.live_chart import live_chart
from pages.components.projector_mode import projector_switch
from pages.components.runs.names import run_name
from pages.components.runs.status import status_badge
from pages.components.runs.window_title import title_window
from pages.components.settings.controls import MAIN
from pages.components.shown_text import as_markdown
from pages.components.state import get_series, get_store
from pages.components.store_actions import send
from pages.components.training.form import draw_control, form_config, preset_picker
from pages.components.training.live_view import Signature, refresh_seconds, signature
from pages.components.training.queue_view import waiting_order
from pages.components.training.start import start_button
from pages.components.visitor import is_mine

CHARTS = {"Loss": loss_chart, "Accuracy": accuracy_chart}
HEIGHT = 270
LETTERS = 18
"""Size of a chart's letters, pixels."""


def projector(run: Run | None, active: list[Run]) -> None:
    """Draw the main settings and Start in one row, and below them the run that is shown."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        preset_picker(described=False)
        for name in ("hidden_sizes", "batch_size", "learning_rate", "epochs"):
            draw_control(MAIN[name])
    config, errors = form_config()
    for error in errors.values():
        st.error(as_markdown(error), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        start_button(active, width="content")
        mine = run if run is not None and is_mine(run.visitor) else None
        if mine is not None and mine.status is RunStatus.RUNNING:
            _command(mine, "Pause", "pause")
        if mine is not None and mine.status is RunStatus.PAUSED:
            _command(mine, "Resume", "play_arrow")
        if mine is not None and mine.status.is_active:
            _command(mine, "Stop", "stop")
        chart = choose_one(
            "Chart",
            CHARTS,
            key="projected_chart",
            label_visibility="collapsed",
            help="The one chart that is shown.",
        )
        projector_switch()
    if run is not None and config is not None:
        fragment = st.fragment(_refresh, run_every=refresh_seconds(run, active) if active else None)
        fragment(run.id, signature(run, active), chart)


def _command(run: Run, label: str, icon: str) -> None:
    """Draw a button that sends the run a command."""
    st.button(
        label,
        key=f"projected_{label}_{run.id}",
        icon=f":material/{icon}:",
        on_click=send,
        args=(run, label.lower()),
        help=f"{label} the run that is shown.",
    )


def _refresh(run_id: int, drawn: Signature, chart: str) -> None:
    """Draw the run as it is now."""
    store, series = get_store(), get_series(run_id)
    try:
        run = series.refresh(store)
        now = signature(run, waiting_order(store.runs.all()))
    except MnistCoreError as error:
        st.warning(as_markdown(str(error)), icon=":material/sync_problem:")
        return
    if now != drawn:
        st.rerun()
    title_window("Train", run)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(large_figure(run), anchor=False, width="content")
        st.subheader(as_markdown(f"{run_name(run)}, epoch {run.epoch} of {run.config.epochs}"), anchor=False)
        status_badge(run)
    _draw(CHARTS[chart](series), key=f"projected_{chart}")


def large_figure(run: Run) -> str:
    """Return what the room wants to know: the test accuracy, or until that is measured the latest of the epochs."""
    if run.test_accuracy is not None and run.status.is_over:
        return f"{run.test_accuracy:.2%} test accuracy"
    accuracy = run.validation_accuracy if run.config.validation_size else run.train_accuracy
    kind = "validation" if run.config.validation_size else "training"
    return f"{kind.capitalize()} accuracy –" if accuracy is None else f"{accuracy:.2%} {kind} accuracy"


def _draw(chart: Chart, *, key: str) -> None:
    live_chart(chart.figure.update_layout(font={"size": LETTERS}), key=key, height=HEIGHT, alt=chart.alt)
