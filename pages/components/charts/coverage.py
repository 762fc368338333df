"""What is gained by not answering when unsure."""

import numpy as np
import plotly.graph_objects as go

from mnist_core.evaluation.calibration import Coverage
from pages.components.charts.probability import percent
from pages.components.charts.theme import SERIES, new_figure


def coverage_figure(curve: Coverage, threshold: float) -> go.Figure:
    """Draw accuracy against the share that is answered, with the chosen threshold marked."""
    known = ~np.isnan(curve.accuracy)
    place = int(np.searchsorted(curve.threshold, threshold))
    figure = new_figure(x_title="answered", y_title="of these right")
    figure.add_scatter(
        x=curve.coverage[known],
        y=curve.accuracy[known],
        mode="lines",
        line={"color": SERIES[0]},
        customdata=curve.threshold[known],
        hovertemplate="sure from %{customdata:.0%}<br>%{x:.1%} answered, %{y:.2%} of them right<extra></extra>",
        name="accuracy",
    )
    if place < len(known) and known[place]:
        figure.add_scatter(
            x=[curve.coverage[place]],
            y=[curve.accuracy[place]],
            mode="markers",
            marker={"size": 11, "color": SERIES[1], "symbol": "diamond"},
            name="chosen",
            hoverinfo="skip",
        )
    figure.update_xaxes(tickformat=".0%", autorange="reversed")
    figure.update_yaxes(tickformat=".1%", autorange=True)
    return figure.update_layout(showlegend=False, hovermode="closest", margin={"l": 56, "r": 12, "t": 8, "b": 44})


def coverage_alt(curve: Coverage, threshold: float) -> str:
    """Say in one sentence what the chosen threshold brings."""
    place = min(int(np.searchsorted(curve.threshold, threshold)), len(curve.threshold) - 1)
    if np.isnan(curve.accuracy[place]):
        return "At this threshold nothing is answered."
    return (
        f"Sure from {threshold:.0%}: {percent(float(curve.coverage[place]))} of the 10,000 test images are answered, "
        f"and {curve.accuracy[place]:.2%} of these answers are right, against {curve.accuracy[0]:.2%} of all."
    )
