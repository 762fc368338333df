"""Runs of a single epoch side by side: one value is no curve, so it is drawn as a bar."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from pages.components.charts.comparison import PART_NAMES, Line, value_format
from pages.components.charts.theme import SERIES, new_figure


def are_single_values(lines: Sequence[Line]) -> bool:
    """Whether no line has more than one point."""
    return bool(lines) and max(len(line.curve.x) for line in lines) == 1


def bars_figure(lines: Sequence[Line], *, metric: str) -> go.Figure:
    """Draw one bar for each run and part; validation is hatched.

    Parameters
    ----------
    lines : sequence of Line
        Of one point each.
    metric : {"loss", "accuracy"}
    """
    traces = []
    for part in dict.fromkeys(line.part for line in lines):
        shown = [line for line in lines if line.part == part]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": [html.escape(line.curve.name) for line in shown],
                "x": np.array([line.curve.y[-1] for line in shown]),
                "name": PART_NAMES[part].capitalize(),
                "marker": {
                    "color": [SERIES[line.style % len(SERIES)] for line in shown],
                    "opacity": [0.2 if line.faint else 1.0 for line in shown],
                    "pattern": {"shape": "/" if part == "validation" else ""},
                },
                "hovertemplate": f"%{{y}}: %{{x:{value_format(metric)}}}<extra>{PART_NAMES[part]}</extra>",
            }
        )
    figure = new_figure(traces, x_title=metric.capitalize(), y_title="", layout={"barmode": "group"})
    figure.update_xaxes(rangemode="tozero", tickformat=".1%" if metric == "accuracy" else None)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False, automargin=True)
    return figure.update_layout(hovermode="closest", margin={"l": 8, "r": 16, "t": 8, "b": 45})
