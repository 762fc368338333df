"""The curves of a whole class on one chart: all are there, and the best stands out."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pages.components.charts.series import RunSeries, decimate, smooth
from pages.components.charts.theme import MUTED, SERIES, VALIDATION, Chart, new_figure

POINTS = 60
SMOOTHING = 30
"""Batches over which a curve is averaged."""

TRAINING_NOW = SERIES[0]
ROOM_BELOW = 0.15
"""How far below the middle one of all the vertical axis of accuracies begins."""


@dataclass(frozen=True)
class WallCurve:
    """One visitor's curve.

    Attributes
    ----------
    name, run : str
        Whose, and of which run.
    x : array
        Epochs done.
    loss, accuracy : array
        Of the batches, averaged.
    epochs, validation : array
        Whole epochs and the accuracy on validation images after each.
    is_best, is_training : bool
    """

    name: str
    run: str
    x: NDArray[Any]
    loss: NDArray[Any]
    accuracy: NDArray[Any]
    epochs: NDArray[Any]
    validation: NDArray[Any]
    is_best: bool
    is_training: bool


def wall_curve(name: str, run: str, series: RunSeries, *, is_best: bool, is_training: bool) -> WallCurve:
    """Return a visitor's curve from what is known of their run, few enough points for one of thirty."""
    loss, accuracy = (smooth(series.column(each), SMOOTHING) for each in ("loss", "accuracy"))
    kept = decimate(loss, POINTS)
    x = series.positions(series.column("step")[kept], "epoch")
    epochs = series.positions(series.epoch_column("step"), "epoch")
    validation = series.epoch_column("validation_accuracy")
    return WallCurve(name, run, x, loss[kept], accuracy[kept], epochs, validation, is_best, is_training)


def wall_chart(curves: Sequence[WallCurve], *, metric: str) -> Chart:
    """Draw all curves of "loss" or "accuracy": grey ones that are over, blue ones that train, the best in bold."""
    ordered = sorted(curves, key=lambda curve: (curve.is_best, curve.is_training))  # the last lies on top
    traces = [_line(curve, metric) for curve in ordered if len(curve.x)]
    best = next((curve for curve in ordered if curve.is_best), None)
    if best is not None and metric == "accuracy" and len(best.epochs):
        traces.append(_validation(best))
    lowest = floor_of(curves) if metric == "accuracy" else 0.0
    y_axis = {"range": [lowest, 1.0 + (1.0 - lowest) / 6]} if metric == "accuracy" else {"rangemode": "tozero"}
    figure = new_figure(
        traces,
        x_title="Epoch",
        y_title=metric.capitalize(),
        subject=metric,
        tickformat=".0%" if metric == "accuracy" else None,
        **(y_axis if traces else {}),
    )
    figure.update_layout(showlegend=False, hovermode="closest", margin={"l": 60, "r": 12, "t": 8, "b": 40})
    return Chart(figure, _alt(curves, best, metric))


def floor_of(curves: Sequence[WallCurve]) -> float:
    """Return where the axis of accuracies begins: a little below where most curves end, so that they stay apart."""
    ends = [float(curve.accuracy[-1]) for curve in curves if len(curve.accuracy)]
    if not ends:
        return 0.0
    return max(0.0, float(np.floor((np.median(ends) - ROOM_BELOW) * 20) / 20))


def _line(curve: WallCurve, metric: str) -> dict[str, Any]:
    """Return the trace of one curve."""
    color = VALIDATION if curve.is_best else TRAINING_NOW if curve.is_training else MUTED
    value = "%{y:.2%}" if metric == "accuracy" else "%{y:.3f}"
    name = html.escape(curve.name)
    y = curve.accuracy if metric == "accuracy" else curve.loss
    last = len(y) - 1
    text = [""] * last + [f"  {name}"]
    return {
        "x": curve.x,
        "y": y,
        "uid": curve.name,
        "name": name,
        "meta": {"curve": curve.name},
        "mode": "lines+markers+text" if curve.is_best else "lines+markers" if curve.is_training else "lines",
        "text": text if curve.is_best else None,
        "textposition": "top left",
        "line": {"color": color, "width": 4 if curve.is_best else 2.5 if curve.is_training else 1.25},
        "marker": {"size": [0] * last + [9], "color": color},
        "opacity": 1 if curve.is_best or curve.is_training else 0.7,
        "hovertemplate": f"{value} at epoch %{{x:.2f}}<extra>{name}, {html.escape(curve.run)}</extra>",
    }


def _validation(best: WallCurve) -> dict[str, Any]:
    """Return the trace of what the best run read of the validation images."""
    return {
        "x": best.epochs,
        "y": best.validation,
        "uid": "validation of the best",
        "name": "Validation",
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 11, "color": VALIDATION},
        "hovertemplate": f"%{{y:.2%}} of validation images<extra>{html.escape(best.name)}</extra>",
    }


def _alt(curves: Sequence[WallCurve], best: WallCurve | None, metric: str) -> str:
    """Say in one sentence whose curves these are and who is ahead."""
    trains = sum(curve.is_training for curve in curves)
    ahead = f"; {best.name} is ahead" if best is not None else ""
    return f"{metric.capitalize()} of {len(curves)} visitors' runs, {trains} of them training now{ahead}."
