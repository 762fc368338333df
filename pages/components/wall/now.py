"""What the wall shows at the moment, worked out once for everybody who looks at it."""

import time
from dataclasses import dataclass

import streamlit as st

from mnist_core.data.reference import DataReference
from mnist_core.store.run import Run, RunStatus
from pages.components.charts.series import decimate
from pages.components.charts.wall import WallCurve, floor_of, wall_curve
from pages.components.runs.names import shown_name
from pages.components.state import get_series, get_shared_store
from pages.components.visitor import get_presence
from pages.components.wall.board import Card
from pages.components.wall.standings import Standing, data_in_use, recent, standings

FRESH_SECONDS = 1.5
SPARK_POINTS = 30


@dataclass(frozen=True)
class Wall:
    """Everybody's standing, curve and card, and the kinds of data that the class learns from."""

    standings: list[Standing]
    curves: list[WallCurve]
    cards: list[Card]
    data: list[DataReference]


@st.cache_resource(ttl=FRESH_SECONDS, max_entries=8, show_spinner=False)
def wall_now(data_name: str | None, *, whole_store: bool) -> Wall:
    """Return the wall as it is now.

    Parameters
    ----------
    data_name : str or None
        The data whose runs are shown; None for those that most visitors use.
    whole_store : bool
        Whether all runs are shown that visitors ever made, and not only those of the present lesson.
    """
    store = get_shared_store()
    runs = [run for run in store.runs.all() if run.visitor is not None]
    runs = runs if whole_store else recent(runs, time.time())
    data = data_in_use(runs)
    chosen = next((each for each in data if each.name == data_name), next(iter(data), None))
    found = standings(get_presence().names(), [run for run in runs if run.config.data == chosen])
    curves = {each.name: _curve(each) for each in found}
    drawn = [curve for curve in curves.values() if curve is not None]
    floor = floor_of(drawn)
    return Wall(found, drawn, [_card(each, curves[each.name], floor) for each in found], data)


def _curve(standing: Standing) -> WallCurve | None:
    """Return a visitor's curve; only of runs that went on is anything read again."""
    run = standing.run
    if run is None or not run.step:
        return None
    series = get_series(run.id)
    known: Run | None = getattr(series, "run", None)
    if known is None or (known.step, known.status, known.epoch) != (run.step, run.status, run.epoch):
        series.refresh(get_shared_store())
    return wall_curve(
        standing.name,
        f"#{run.id} {shown_name(run)}",
        series,
        is_best=standing.place == 1,
        is_training=run.status is RunStatus.RUNNING,
    )


def _card(standing: Standing, curve: WallCurve | None, floor: float) -> Card:
    """Return what is shown of one visitor beside the chart."""
    run, heights = standing.run, []
    if curve is not None and len(curve.accuracy):
        kept = decimate(curve.accuracy, SPARK_POINTS)
        heights = [
            round(float(min(max((height - floor) / (1 - floor), 0.0), 1.0)), 3) for height in curve.accuracy[kept]
        ]
    return Card(
        place="" if standing.place is None else str(standing.place),
        name=standing.name,
        value="–" if standing.accuracy is None else f"{standing.accuracy:.2%}",
        detail=_doing(standing),
        link="" if run is None else f"./?run={run.id}",
        curve=heights,
        state=_state(run),
    )


def _state(run: Run | None) -> str:
    """Return how a card is marked."""
    if run is None:
        return "none"
    if run.status is RunStatus.RUNNING:
        return "training"
    return "over" if run.status.is_over else "waiting"


def _doing(standing: Standing) -> str:
    """Say what a visitor's run does, and what the test images said of their best."""
    run, best = standing.run, standing.best
    if run is None:
        return "No run yet"
    if run.status is RunStatus.RUNNING:
        return f"Training, epoch {run.epoch} of {run.config.epochs}"
    if run.status is RunStatus.QUEUED:
        return "Waiting for its turn"
    if best is not None and best.test_accuracy is not None:
        return f"Test {best.test_accuracy:.2%}, #{best.id}"
    return run.status.value.capitalize()
