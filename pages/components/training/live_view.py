"""The live view of a run: tiles, progress, charts and a look inside, twice a second while something trains.

One flat fragment redraws itself; the rest of the page stands still. The fragment's timer runs only while something
trains or waits. When any of that changes, a run ending above all, the whole page is drawn once more, with the buttons
that fit.
"""

from collections.abc import Callable

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run, RunStatus
from pages.components.caretaker import caretaker
from pages.components.charts.insight import (
    dead_units_chart,
    first_layer_chart,
    gradient_chart,
    update_ratio_chart,
    weight_histogram_chart,
)
from pages.components.charts.pins import pins_chart
from pages.components.charts.series import Axis, RunSeries
from pages.components.charts.theme import Chart
from pages.components.charts.training import accuracy_chart, learning_rate_chart, loss_chart
from pages.components.choice import choose_one
from pages.components.linked_choices import LinkedChoice
from pages.components.live_chart import live_chart
from pages.components.projector_mode import projector_switch
from pages.components.runs.class_queue import tell_class_queue
from pages.components.runs.window_title import title_window
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_series, get_store
from pages.components.training.loss_gap import loss_gap
from pages.components.training.queue_view import waiting_order
from pages.components.training.run_progress import progress_bar, run_tiles
from pages.components.visitor import people_here

REFRESH_SECONDS = 0.5
PEOPLE_A_SECOND, PEOPLE_WAITING_A_SECOND = 30, 10
"""In a classroom, how many people's views of training runs, and of waiting ones, are drawn in a second."""
CHART_HEIGHT = 300
INSIGHT_HEIGHT = 280
AXES: dict[str, Axis] = {"Steps": "step", "Epochs": "epoch", "Seconds": "seconds"}
INSIGHTS = (
    "Learning rate",
    "Gradients",
    "Update ratio",
    "Dead units",
    "Weights",
    "First layer",
    "Pinned digits",
)

CHOICES = (
    LinkedChoice("along", "chart_axis", tuple(AXES)),
    LinkedChoice("log", "chart_log"),
    LinkedChoice("look", "insight", INSIGHTS),
)
"""What a copied link carries."""

Signature = tuple[tuple[int, RunStatus], ...]


def live_view(run: Run, active: list[Run], *, is_phone: bool = False) -> None:
    """Draw the run, and keep it up to date for as long as something trains or waits; a phone gets the main tiles."""
    goes_on = active or not run.status.is_over  # another visitor's is not among one's own active ones
    fragment = st.fragment(_refresh, run_every=refresh_seconds(run, active) if goes_on else None)
    fragment(run.id, signature(run, active), is_phone)


def refresh_seconds(run: Run, active: list[Run]) -> float:
    """Return how often the view is drawn; a room full of people shares the server, and most of their runs wait."""
    trains = RunStatus.RUNNING in (run.status, *(other.status for other in active))
    return max(REFRESH_SECONDS, people_here() / (PEOPLE_A_SECOND if trains else PEOPLE_WAITING_A_SECOND))


def signature(run: Run, active: list[Run]) -> Signature:
    """Return what the rest of the page depends on: which runs train or wait, and where the shown one stands."""
    return (run.id, run.status), *((other.id, other.status) for other in active)


def _refresh(run_id: int, drawn: Signature, is_phone: bool) -> None:
    """Draw the run as it is now."""
    store, series = get_store(), get_series(run_id)
    try:
        run = series.refresh(store)
        active = waiting_order(store.runs.all())
        trouble = (store.runs.notice(run_id) if run.status.is_active else "") or caretaker.trouble
        now = signature(run, active)
    except MnistCoreError as error:
        st.warning(
            f"{as_markdown(as_sentence(str(error)))} The view goes on by itself.", icon=":material/sync_problem:"
        )
        return
    if now != drawn:
        st.rerun()
    if trouble:
        st.warning(as_markdown(as_sentence(trouble)), icon=":material/sync_problem:")
    title_window("Train", run)
    run_tiles(run, series, few=is_phone)
    progress_bar(run)
    tell_class_queue(run)
    _charts(run, series)


def choose_scales() -> tuple[bool, Axis]:
    """Offer how the charts are scaled; return whether vertical axes are logarithmic, and what the charts run over."""
    log = st.toggle(
        "Log scale",
        key="chart_log",
        persist_state="session",
        help="Logarithmic vertical axes; accuracy becomes the error rate. Shows what still changes near the end.",
    )
    shown = choose_one(
        "Horizontal axis",
        AXES,
        key="chart_axis",
        label_visibility="collapsed",
        help="What the charts run over: single updates, epochs, or seconds of training.",
    )
    return log, AXES[shown]


def _charts(run: Run, series: RunSeries) -> None:
    """Draw loss and accuracy side by side, and below them one look inside the network."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="medium"):
        projector_switch()
        log, axis = choose_scales()
    left, right = st.columns(2)
    with left:
        _draw(loss_chart(series, axis=axis, log=log), key="loss_chart", height=CHART_HEIGHT)
    with right:
        _draw(accuracy_chart(series, axis=axis, log=log), key="accuracy_chart", height=CHART_HEIGHT)
    loss_gap(series)
    look = choose_one(
        "A look inside",
        INSIGHTS,
        key="insight",
        help="Learning rate of each step; size of each layer's gradient; size of updates against the weights (0.001 is "
        "healthy); share of units that answer nothing; weights now against the start; what the first units look for; "
        "how sure it is of the digits pinned on Inside.",
    )
    _insight(look, run, series, axis)


def _insight(look: str, run: Run, series: RunSeries, axis: Axis) -> None:
    """Draw one look inside the network."""
    over_steps: dict[str, Callable[..., Chart]] = {
        "Learning rate": learning_rate_chart,
        "Gradients": gradient_chart,
        "Update ratio": update_ratio_chart,
        "Dead units": dead_units_chart,
    }
    if look in over_steps:
        _draw(over_steps[look](series, axis=axis), key=f"insight_{look}", height=INSIGHT_HEIGHT)
    elif look == "Weights":
        if series.insights:
            _draw(weight_histogram_chart(series.insights[-1]), key="insight_weights", height=INSIGHT_HEIGHT)
        else:
            st.caption("The weights are measured soon after training starts.")
    elif look == "Pinned digits":
        pins, readings = get_store().pins.all(), get_store().pins.readings(run.id)
        if not pins:
            st.caption("No digit is pinned: Inside, under Time machine, keeps up to 20 for every run to read.")
        elif not readings:
            st.caption("The pinned digits are read soon after training starts; this run has read none of them yet.")
        else:
            _draw(pins_chart(pins, readings, series, axis=axis), key="insight_pins", height=INSIGHT_HEIGHT)
    else:
        weights = get_store().history.first_layer(run.id)
        if weights is None:
            st.caption("The first layer is shown soon after training starts.")
        else:
            _draw(first_layer_chart(weights), key="insight_first_layer", height=INSIGHT_HEIGHT)


def _draw(chart: Chart, *, key: str, height: int) -> None:
    live_chart(chart.figure, key=key, height=height, alt=chart.alt)
