"""Figures that lay several runs over one another: pure Plotly, from curves to figures."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.components.charts.curves import Curve, SeedBand
from pages.components.charts.series import AXIS_TITLES, Axis
from pages.components.charts.theme import SERIES, SYMBOLS, new_figure

PART_NAMES = {"train": "training", "validation": "validation"}
BAND_OPACITY = 0.18
FAINT = 0.15
MARKERS_ON_SCREEN = 8
FEW_EPOCHS = 12
"""Up to so many, each epoch has its tick."""
FEW_LINES = 12
"""Up to so many, the values of all lines are shown where one points; of more, that of the nearest line."""


@dataclass(frozen=True)
class Line:
    """A curve as it is drawn: validation is dashed, and all lines of one run share its `style`, a number.

    Lines of one `group` share a style and an entry in the legend; a `faint` one is there, but steps back.
    """

    curve: Curve | SeedBand
    part: str
    style: int
    group: str = ""
    faint: bool = False


def comparison_figure(lines: Sequence[Line], *, axis: Axis, metric: str, log: bool = False) -> go.Figure:
    """Overlay curves; a band shows one standard deviation over seeds.

    The legend has one entry for each run, also where training and validation are drawn; it shows or hides both.

    Parameters
    ----------
    lines : sequence of Line
    axis : {"step", "epoch", "seconds"}
    metric : {"loss", "accuracy"}
    log : bool
        Logarithmic vertical axis. Accuracy is then drawn as the share of mistakes, since nothing can be told apart
        near 1 on a logarithmic axis.
    """
    mistakes = log and metric == "accuracy"
    several_parts = len({line.part for line in lines}) > 1
    is_crowded = len(lines) > FEW_LINES
    value = f"%{{y:{value_format(metric)}}}" + ("<br>at %{x}" if is_crowded else "")
    traces = []
    named = set()
    for line in lines:
        curve, color = line.curve, SERIES[line.style % len(SERIES)]
        y = 1 - curve.y if mistakes else curve.y
        entry, name = html.escape(line.group or curve.name), html.escape(curve.name)
        label = f"{name}, {PART_NAMES[line.part]}" if several_parts else name
        if isinstance(curve, SeedBand) and not line.faint:
            traces.append(band_trace(f"{label}, spread", curve, y, color) | {"legendgroup": entry})
        traces.append(
            {
                "x": curve.x,
                "y": y,
                "uid": label,
                "name": entry,
                "legendgroup": entry,
                "showlegend": entry not in named,
                "opacity": FAINT if line.faint else 1,
                "meta": {"curve": curve.name} if is_crowded else None,
                "mode": "lines+markers",
                "line": {"color": color, "width": 2, "dash": "dash" if line.part == "validation" else "solid"},
                "marker": {"symbol": symbol(line.style), "size": 7, "maxdisplayed": MARKERS_ON_SCREEN},
                "hovertemplate": f"{value}<extra>{label}</extra>",
            }
        )
        named.add(entry)
    figure = new_figure(
        traces,
        x_title=AXIS_TITLES[axis],
        y_title="Error rate" if mistakes else metric.capitalize(),
        type="log" if log else "linear",
        tickformat=".1%" if metric == "accuracy" else None,
    )
    figure.update_layout(
        margin={"l": 60, "r": 8, "t": 8, "b": 45},
        legend={
            "orientation": "h",
            "yanchor": "top",
            "y": -0.18,
            "maxheight": 0.3,
            "tracegroupgap": 0,
            "title": {
                "text": "Solid: training. Dashed: validation." if several_parts else None,
                "side": "top",
                "font": {"size": 13},
            },
        },
        hovermode="closest" if is_crowded else "x unified",
        hoverlabel={"namelength": -1},
    )
    if axis == "epoch" and max((line.curve.x[-1] for line in lines if len(line.curve.x)), default=0) <= FEW_EPOCHS:
        figure.update_xaxes(dtick=1)
    return figure


def band_trace(name: str, band: SeedBand, y: np.ndarray, color: str) -> dict[str, Any]:
    """Return the area one standard deviation either side of the mean."""
    return {
        "x": np.concatenate([band.x, band.x[::-1]]),
        "y": np.concatenate([y + band.deviation, (y - band.deviation)[::-1]]),
        "name": name,
        "fill": "toself",
        "fillcolor": color,
        "opacity": BAND_OPACITY,
        "line": {"width": 0},
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
    }


def symbol(style: int) -> str:
    """Return a marker that, together with the colour, is the same again only after 49 styles."""
    return SYMBOLS[(style + style // len(SERIES)) % len(SYMBOLS)]


def comparison_alt(lines: Sequence[Line], metric: str) -> str:
    """Say in one sentence which curve ends best, on validation images where there are any: those are what counts."""
    ended = [line for line in lines if len(line.curve.y)]
    if not ended:
        return f"No {metric} has been measured yet."
    ended = [line for line in ended if line.part == "validation"] or ended
    best = (min if metric == "loss" else max)(ended, key=lambda line: line.curve.y[-1])
    value = f"{best.curve.y[-1]:.4f}" if metric == "loss" else f"{best.curve.y[-1]:.2%}"
    runs, which = len({line.curve.name for line in lines}), "lowest" if metric == "loss" else "highest"
    return (
        f"{metric.capitalize()} of {runs} runs; {which} {PART_NAMES[best.part]} {metric}: {best.curve.name}, {value}."
    )


def value_format(metric: str) -> str:
    """Return how a value of "loss" or "accuracy" is written where one points at it."""
    return ".2%" if metric == "accuracy" else ".4f"


def interval_figure(results: pd.DataFrame) -> go.Figure:
    """Draw each run's test accuracy with its 95% interval, one row a run.

    Parameters
    ----------
    results : DataFrame
        With the columns "Run", "Test accuracy", "From" and "To"; shares.
    """
    accuracy = results["Test accuracy"]
    figure = go.Figure(
        go.Scatter(
            x=accuracy,
            y=[html.escape(name) for name in results["Run"]],
            mode="markers",
            marker={"color": SERIES[0], "size": 9, "symbol": "diamond"},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": results["To"] - accuracy,
                "arrayminus": accuracy - results["From"],
                "color": SERIES[0],
                "thickness": 2,
                "width": 6,
            },
            customdata=np.column_stack([results["From"], results["To"]]),
            hovertemplate="%{x:.2%} (%{customdata[0]:.2%} to %{customdata[1]:.2%})<extra></extra>",
        )
    )
    figure.update_xaxes(tickformat=".1%", title=None)
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False, title=None, automargin=True)
    return figure.update_layout(margin={"l": 8, "r": 16, "t": 8, "b": 24}, dragmode=False)
