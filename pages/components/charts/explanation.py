"""What a look inside one digit's way shows as charts: a gradient checked, a step taken, a reading before and after."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS
from mnist_core.explanation.finite_difference import WeightCheck
from pages.components.charts.evaluation import shortened
from pages.components.charts.probability import percent
from pages.components.charts.theme import BACKGROUND, MUTED, SERIES, Chart, new_figure, series_line, series_marker

TYPES = {"float64": (SERIES[0], "solid", "circle"), "float32": (SERIES[1], "dash", "diamond")}
NAMED = 4
"""Digits of which a legend speaks."""

BEFORE, AFTER = SERIES[6], SERIES[0]


def check_chart(checks: dict[str, tuple[WeightCheck, ...]], step: float) -> Chart:
    """Draw the relative error over the step h, a curve for each floating-point type, and mark the chosen h.

    Steps at which both agree to the last digit have no place on a logarithmic axis and are left out.
    """
    traces = []
    for name, found in checks.items():
        color, dash, symbol = TYPES[name]
        shown = [check for check in found if check.relative_error > 0]
        traces.append(
            {
                "type": "scatter",
                "x": [check.step for check in shown],
                "y": [check.relative_error for check in shown],
                "name": name,
                "mode": "lines+markers",
                "line": {"color": color, "dash": dash, "width": 2},
                "marker": {"symbol": symbol, "size": 6},
                "hovertemplate": "%{y:.2e}",
            }
        )
    figure = new_figure(
        traces,
        x_title="h: left, rounding takes over; right, the curve bends away from its tangent",
        y_title="Relative error",
        layout={"shapes": [_marker(step)]},
        type="log",
        exponentformat="power",
    )
    figure.update_xaxes(type="log", exponentformat="power")
    best = {name: min(found, key=lambda check: check.relative_error) for name, found in checks.items()}
    told = "; ".join(f"{name} is best at h = {check.step:.0e}" for name, check in best.items())
    return Chart(figure, f"Relative error of the finite difference over its step h: {told}.")


def step_chart(rates: NDArray[np.floating], losses: NDArray[np.floating], before: float, chosen: float) -> Chart:
    """Draw the digit's loss after one step at each learning rate, and the loss before as a line to be under."""
    shown = np.isfinite(losses)
    figure = new_figure(
        [
            {
                "type": "scatter",
                "x": rates[shown],
                "y": losses[shown],
                "name": "Loss after the step",
                "mode": "lines+markers",
                "line": series_line(0),
                "marker": {"size": 5},
                "hovertemplate": "%{y:.4g}",
            },
            {
                "type": "scatter",
                "x": [rates[0], rates[-1]],
                "y": [before, before],
                "name": "Loss before",
                "mode": "lines",
                "line": {"color": BEFORE, "dash": "dash", "width": 2},
                "hovertemplate": "%{y:.4g}",
            },
        ],
        x_title="Learning rate",
        y_title="Loss of this digit",
        layout={"shapes": [_marker(chosen)]},
        type="log",
    )
    figure.update_xaxes(type="log", exponentformat="power")
    best = int(np.argmin(np.where(shown, losses, np.inf)))
    alt = (
        f"Loss of this digit after one step, over the learning rate: {before:.3g} before, lowest {losses[best]:.3g} "
        f"at {rates[best]:.2g}."
    )
    return Chart(figure, alt)


def before_after_chart(
    before: NDArray[np.floating], after: NDArray[np.floating], class_names: Sequence[str] = DIGITS
) -> Chart:
    """Draw the probabilities before and after as pairs of bars."""
    digits = [shortened(name) for name in class_names]
    bars = [
        {
            "type": "bar",
            "x": digits,
            "y": values,
            "name": name,
            "marker": {"color": color, "line": {"color": BACKGROUND, "width": 1}},
            "hovertemplate": "%{y:.2%}",
        }
        for name, values, color in (("Before", before, BEFORE), ("After", after, AFTER))
    ]
    figure = new_figure(bars, x_title=_what(class_names), y_title="Probability", tickformat=".0%", range=[0, 1])
    figure.update_layout(barmode="group", bargap=0.25, dragmode=False)
    figure.update_xaxes(type="category", fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    first, then = int(np.argmax(before)), int(np.argmax(after))
    alt = (
        f"Probabilities before and after: it read {class_names[first]} with {percent(float(before[first]))}, and now "
        f"reads {class_names[then]} with {percent(float(after[then]))}."
    )
    return Chart(figure, alt)


def _what(class_names: Sequence[str]) -> str:
    """Return what to call a class on an axis."""
    return "Digit" if tuple(class_names) == DIGITS else "Class"


def _marker(place: float) -> go.layout.Shape:
    """Return a vertical line at a place on a logarithmic axis."""
    return go.layout.Shape(
        type="line", x0=place, x1=place, y0=0, y1=1, yref="paper", line={"color": MUTED, "dash": "dot", "width": 2}
    )


def learning_chart(
    steps: Sequence[int],
    probabilities: NDArray[np.floating],
    label: int | None,
    now: int | None,
    class_names: Sequence[str] = DIGITS,
) -> Chart:
    """Draw how the probabilities of one image came about: the true class strong, its rivals named, the rest faint.

    Parameters
    ----------
    steps : sequence of int
        Updates made by each moment.
    probabilities : array of shape (moments, classes)
    label : int, optional
        What the digit is.
    now : int, optional
        The moment to mark.
    """
    places = [step + 1 for step in steps]  # a logarithmic axis has no 0
    strongest = np.argsort(-probabilities.max(axis=0)).tolist() if len(steps) else []
    named = (
        [label, *(digit for digit in strongest if digit != label)][:NAMED] if label is not None else strongest[:NAMED]
    )
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": places,
            "y": probabilities[:, digit],
            "name": class_names[digit] + (", the truth" if digit == label else ""),
            "mode": "lines+markers",
            "line": series_line(place) | ({"width": 3} if digit == label else {}),
            "marker": series_marker(place),
            "hovertemplate": "%{y:.1%}",
        }
        for place, digit in enumerate(named)
    ]
    traces += [
        {
            "type": "scatter",
            "x": places,
            "y": probabilities[:, digit],
            "name": class_names[digit],
            "mode": "lines",
            "line": {"color": MUTED, "width": 1, "dash": "dot"},
            "showlegend": False,
            "hoverinfo": "skip",
        }
        for digit in range(len(class_names))
        if digit not in named
    ]
    figure = new_figure(
        traces,
        x_title="Updates made, plus one",
        y_title="Probability",
        layout={"shapes": [] if now is None else [_marker(now + 1)]},
        tickformat=".0%",
        range=[0, 1.02],
    )
    figure.update_xaxes(type="log")
    if not len(steps):
        return Chart(figure, "No moment of this training can be read.")
    first, last = (int(np.argmax(row)) for row in (probabilities[0], probabilities[-1]))
    what = "digit" if tuple(class_names) == DIGITS else "image"
    begun, ended = (class_names[place] for place in (first, last))
    alt = f"Probabilities of this {what} while the network learnt: at first it read {begun}, in the end {ended}."
    return Chart(figure, alt)
