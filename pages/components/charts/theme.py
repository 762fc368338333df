"""The colours and shapes that mean the same thing on every chart.

Each colour has a contrast of at least 3:1 on the light and on the dark background, so a figure needs no second version;
and none stands alone: validation is also dashed and has diamonds, layers also differ in their symbols. Text, lines
and backgrounds follow Streamlit's theme (`.streamlit/config.toml`), which lists the same colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

SERIES = ("#2b78d4", "#e07a1f", "#17a398", "#a03d9b", "#7d6b14", "#c9504a", "#7b8794")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "triangle-down", "cross")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

NO_TEMPLATE = go.layout.Template()
"""The browser builds one from the theme; without this, a figure copies a large one that is not used."""

TRAINING, VALIDATION, BATCHES = SERIES[0], SERIES[1], SERIES[6]
MUTED = "var(--st-gray-color)"
BACKGROUND = "var(--st-background-color)"
"""For marks that explain and carry no data; the live chart replaces both by the theme's colours."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and the sentence that says what it shows to those who cannot see it."""

    figure: go.Figure
    alt: str


EMPTY_X = (0, 10)
EMPTY_Y = (0, 1)
EMPTY_LOG = (-3, 0)
"""Ranges of the axes of a chart that has nothing to show yet; that of a logarithmic axis in powers of ten."""


def new_figure(
    traces: Sequence[dict[str, Any]] = (),
    *,
    x_title: str,
    y_title: str,
    subject: object = "",
    layout: dict[str, Any] | None = None,
    **y_axis: Any,
) -> go.Figure:
    """Return a figure with titled axes; more properties of the vertical axis may follow.

    Give the traces here where there are many: one by one they take twice the time. A range that the person chose stays
    until the axis shows something else or `subject` changes, such as the run.
    """
    kind = y_axis.get("type", "linear")
    begun = any(len(trace.get("x", ())) for trace in traces)
    x_range = {} if begun else {"range": list(EMPTY_X)}  # Plotly's own are from -1 to 6 and -100% to 300%
    y_range = {} if begun else {"range": list(EMPTY_LOG if kind == "log" else EMPTY_Y)}
    return go.Figure(
        data=traces,
        layout={
            "template": NO_TEMPLATE,
            "hovermode": "x unified",
            "uirevision": str(subject),
            "xaxis": {"title": {"text": x_title}, "uirevision": f"{subject} {x_title}", **x_range},
            "yaxis": {"title": {"text": y_title}, "uirevision": f"{subject} {y_title} {kind}", **y_range, **y_axis},
            **(layout or {}),
        },
    )


def series_line(index: int) -> dict[str, Any]:
    """Return the line of the series with this number: its colour, and its dash once the colours repeat."""
    return {"color": SERIES[index % len(SERIES)], "dash": DASHES[index // len(SERIES) % len(DASHES)], "width": 2}


def series_marker(index: int) -> dict[str, Any]:
    """Return the marker of the series with this number; a few are drawn, enough to tell lines apart."""
    return {"symbol": SYMBOLS[index % len(SYMBOLS)], "size": 7, "maxdisplayed": 12}
