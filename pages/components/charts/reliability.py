"""Whether a network that is 90% sure is right nine times in ten."""

from collections.abc import Mapping

import plotly.graph_objects as go

from mnist_core.evaluation.calibration import Reliability
from pages.components.charts.theme import DASHES, MUTED, SERIES, SYMBOLS, new_figure


def reliability_figure(curves: Mapping[str, Reliability]) -> go.Figure:
    """Draw accuracy against confidence; on the diagonal both agree. A larger mark stands for more answers."""
    figure = new_figure(x_title="Confidence", y_title="Accuracy")
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": MUTED, "dash": "dot", "width": 1},
        hoverinfo="skip",
        name="as sure as right",
        showlegend=False,
    )
    for number, (name, curve) in enumerate(curves.items()):
        share = curve.count / max(curve.count.sum(), 1)
        figure.add_scatter(
            x=curve.confidence,
            y=curve.accuracy,
            mode="lines+markers",
            name=name,
            line={"color": SERIES[number], "dash": DASHES[number], "width": 1.5},
            marker={"color": SERIES[number], "symbol": SYMBOLS[number], "size": 6 + 14 * share**0.5},
            customdata=curve.count,
            hovertemplate="%{x:.1%} sure: %{y:.1%} right of %{customdata:,} answers<extra></extra>",
        )
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    return figure.update_layout(hovermode="closest", margin={"l": 56, "r": 12, "t": 24, "b": 44})
