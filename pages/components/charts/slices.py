"""Accuracy by kinds of images."""

from collections.abc import Sequence

import plotly.graph_objects as go

from mnist_core.evaluation.slices import Slice, range_text
from pages.components.charts.theme import MUTED, SERIES, new_figure


def slices_figure(slices: Sequence[Slice], overall: float, *, title: str, chosen: int | None = None) -> go.Figure:
    """Draw the accuracy of each slice with its interval, beside that of all images; customdata is its number."""
    names = [range_text(item) for item in slices]
    accuracy = [item.accuracy for item in slices]
    figure = new_figure(x_title=title, y_title="Accuracy", subject=title)
    figure.add_hline(y=overall, line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=names,
        y=accuracy,
        mode="markers+lines",
        name="accuracy",
        line={"color": SERIES[0], "width": 1},
        marker={
            "size": [13 if number == chosen else 9 for number in range(len(slices))],
            "color": [SERIES[1] if number == chosen else SERIES[0] for number in range(len(slices))],
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [item.interval[1] - item.accuracy for item in slices],
            "arrayminus": [item.accuracy - item.interval[0] for item in slices],
            "thickness": 1.5,
        },
        customdata=[[number, len(item.places) - item.correct] for number, item in enumerate(slices)],
        hovertemplate="%{x}: %{y:.2%}<br>%{customdata[1]:,} misread<extra></extra>",
    )
    bounds = [overall, *(bound for item in slices for bound in item.interval)]
    room = 0.06 * (max(bounds) - min(bounds)) + 1e-4
    figure.update_xaxes(type="category", fixedrange=True, range=[-0.4, len(slices) - 0.6])
    figure.update_yaxes(tickformat=".1%", fixedrange=True, range=[min(bounds) - room, max(bounds) + room])
    return figure.update_layout(
        showlegend=False, hovermode="closest", dragmode=False, margin={"l": 56, "r": 12, "t": 8, "b": 44}
    )
