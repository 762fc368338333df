"""A look inside a network while it learns: pure Plotly, from insights to figures.

Each chart answers one question: does every layer get a gradient, are the updates of a sane size, have units died, how
far have the weights moved, and what does the first layer look for.
"""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image, ImageColor

from mnist_core.training.events import Insight
from pages.components.charts.series import AXIS_TITLES, POINTS, Axis, RunSeries
from pages.components.charts.theme import (
    MUTED,
    NO_TEMPLATE,
    SERIES,
    TRAINING,
    Chart,
    new_figure,
    series_line,
    series_marker,
)
from pages.components.inline_picture import inline_picture

SANE_UPDATE_RATIO = 1e-3
SHOWN_UNITS = 32
UNITS_A_ROW = 8
PANEL_GAP = 0.08
"""Space before a panel, as a share of its width."""

LEVELS = 7
"""Shades of either sign in the image of the weights: with none at all they make 15, so a pixel takes half a byte."""

FOR, AGAINST = SERIES[0], SERIES[1]


def gradient_chart(series: RunSeries, *, axis: Axis = "step") -> Chart:
    """Draw the root mean square of each layer's gradient, on a logarithmic axis so that layers compare."""
    return _layer_chart(series, axis, "gradient_rms", "Gradient, RMS", "Gradient")


def update_ratio_chart(series: RunSeries, *, axis: Axis = "step") -> Chart:
    """Draw the norm of each layer's update over the norm of its weights; about 0.001 is usual."""
    usual = {
        "type": "line",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "y0": SANE_UPDATE_RATIO,
        "y1": SANE_UPDATE_RATIO,
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }
    return _layer_chart(
        series,
        axis,
        "update_ratio",
        "Update ÷ weights",
        "Size of an update against the weights",
        layout={"shapes": [usual]},
    )


def dead_units_chart(series: RunSeries, *, axis: Axis = "step") -> Chart:
    """Draw the share of each hidden layer's units that gave 0 for every image of the batch."""
    return _layer_chart(series, axis, "dead_units", "Dead units", "Dead units", percent=True)


def _layer_chart(
    series: RunSeries,
    axis: Axis,
    field: str,
    y_title: str,
    subject: str,
    *,
    percent: bool = False,
    layout: dict[str, Any] | None = None,
) -> Chart:
    """Draw one field of the insights, a line a layer."""
    insights = [insight for insight in _spread(series.insights) if getattr(insight, field)]
    rows = np.array([getattr(insight, field) for insight in insights], dtype=np.float64, ndmin=2)
    names = [_layer_name(layer, rows.shape[1], hidden_only=percent) for layer in range(rows.shape[1])]
    x = series.positions(np.array([insight.step for insight in insights], dtype=np.int64), axis)
    form = ".1%" if percent else ".2e"
    figure = new_figure(
        [
            {
                "type": "scatter",
                "x": x,
                "y": rows[:, layer],
                "name": name,
                "mode": "lines+markers",
                "line": series_line(layer),
                "marker": series_marker(layer),
                "hovertemplate": f"%{{y:{form}}}",
            }
            for layer, name in enumerate(names)
        ],
        x_title=AXIS_TITLES[axis],
        y_title=y_title,
        subject=series.run_id,
        layout=layout,
        **({"tickformat": "~%", "rangemode": "tozero"} if percent else {"type": "log", "exponentformat": "power"}),
    )
    if not insights:
        return Chart(figure, f"{subject}: nothing measured yet.")
    now = ", ".join(f"{name.lower()} {value:{form}}" for name, value in zip(names, rows[-1], strict=True))
    return Chart(figure, f"{subject} at step {insights[-1].step:,}: {now}.")


def weight_histogram_chart(insight: Insight) -> Chart:
    """Draw each layer's weights now, filled, over their outline at the start; one panel a layer."""
    layers = len(insight.histogram_counts)
    names = [_layer_name(layer, layers) for layer in range(layers)]
    figure = go.Figure(layout={"template": NO_TEMPLATE, "bargap": 0, "barmode": "overlay"})
    for layer, name in enumerate(names):
        number = str(layer + 1) if layer else ""
        edges = np.array(insight.histogram_edges[layer])
        middles = (edges[:-1] + edges[1:]) / 2
        place = {"x": middles, "xaxis": f"x{number}", "yaxis": f"y{number}", "showlegend": layer == 0}
        figure.add_bar(
            y=insight.histogram_counts[layer],
            width=np.diff(edges),
            name="Now",
            legendgroup="now",
            uid=f"now {layer}",
            marker={"color": TRAINING, "opacity": 0.55, "line": {"width": 0}},
            hovertemplate="%{x:.3f}: %{y:,} weights",
            **place,
        )
        figure.add_scatter(
            y=insight.histogram_start[layer],
            name="At the start",
            legendgroup="start",
            uid=f"start {layer}",
            mode="lines",
            line={"color": MUTED, "width": 1.5, "shape": "hvh"},
            hovertemplate="at the start %{y:,}",
            **place,
        )
        figure.layout[f"xaxis{number}"] = {
            "title": {"text": name},
            "anchor": f"y{number}",
            "domain": [(layer + PANEL_GAP) / layers if layer else 0, (layer + 1) / layers],
        }
        figure.layout[f"yaxis{number}"] = {
            "anchor": f"x{number}",
            "showticklabels": False,
            "rangemode": "tozero",
        }
    spread = ", ".join(f"{name.lower()} {rms:.3g}" for name, rms in zip(names, insight.weight_rms, strict=True))
    return Chart(figure, f"Histograms of the weights at step {insight.step:,}; root mean square: {spread}.")


def first_layer_chart(weights: NDArray[np.floating]) -> Chart:
    """Draw the weights of the first units as images: what each of them looks for in the 28 × 28 pixels.

    Parameters
    ----------
    weights : ndarray of shape (784, n)
        Weights from the pixels to the first layer; the first 32 units are drawn.
    """
    units = weights[:, :SHOWN_UNITS].T.reshape(-1, 28, 28)
    figure = go.Figure(
        go.Image(source=_tiles(units), colormodel="rgba256", hoverinfo="skip"),
        layout={"template": NO_TEMPLATE},
    )
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, constrain="domain")
    return Chart(
        figure,
        f"Weights of the first {len(units)} units as images of 28 by 28 pixels, each scaled to its largest weight: "
        "blue where ink speaks for the unit, orange where it speaks against.",
    )


def _tiles(units: NDArray[np.floating]) -> str:
    """Return images side by side as the address of a PNG; the weaker a weight, the more of the background shows."""
    largest = np.maximum(np.abs(units).max(axis=(1, 2), keepdims=True), 1e-12)
    rows = -(-len(units) // UNITS_A_ROW)
    canvas = np.full((30 * rows, 30 * UNITS_A_ROW), LEVELS, dtype=np.uint8)
    for number, image in enumerate(np.rint(LEVELS * units / largest)):
        top, left = 30 * (number // UNITS_A_ROW) + 1, 30 * (number % UNITS_A_ROW) + 1
        canvas[top : top + 28, left : left + 28] = image + LEVELS
    picture = Image.fromarray(canvas, mode="P")
    against, for_unit = ImageColor.getrgb(AGAINST), ImageColor.getrgb(FOR)
    strengths = range(-LEVELS, LEVELS + 1)
    picture.putpalette([part for level in strengths for part in (against if level < 0 else for_unit)])
    opacity = bytes(255 * abs(level) // LEVELS for level in strengths)
    return inline_picture(picture, transparency=opacity, bits=4, optimize=True)


def _spread(insights: list[Insight]) -> list[Insight]:
    """Return at most half as many insights as a trace has points, evenly spread, the last one included."""
    stride = -(-len(insights) // (POINTS // 2)) or 1
    return insights[(len(insights) - 1) % stride :: stride] if insights else []


def _layer_name(layer: int, layers: int, *, hidden_only: bool = False) -> str:
    if not hidden_only and layer == layers - 1:
        return "Output layer"
    return f"Hidden layer {layer + 1}"
