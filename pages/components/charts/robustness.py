"""How networks hold on worse pictures."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_core.evaluation.corruptions import Corruption
from pages.components.charts.theme import DASHES, MUTED, SERIES, SYMBOLS, new_figure


def robustness_figure(
    corruption: Corruption, accuracy: Mapping[str, NDArray[np.floating]], *, level: int | None = None
) -> go.Figure:
    """Draw the accuracy of each network against the strength of one corruption, the chosen strength marked."""
    figure = new_figure(x_title=corruption.unit, y_title="Accuracy", subject=corruption.name)
    for number, (name, values) in enumerate(accuracy.items()):
        figure.add_scatter(
            x=list(corruption.strengths),
            y=values,
            mode="lines+markers",
            name=name,
            line={"color": SERIES[number], "dash": DASHES[number], "width": 2},
            marker={"symbol": SYMBOLS[number], "size": 7},
            hovertemplate="%{x}: %{y:.2%}<extra></extra>",
        )
    if level is not None:
        figure.add_vline(x=corruption.strengths[level], line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(fixedrange=True, range=[-0.04 * corruption.strengths[-1], 1.04 * corruption.strengths[-1]])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02], fixedrange=True)
    return figure.update_layout(
        showlegend=len(accuracy) > 1, dragmode=False, margin={"l": 52, "r": 12, "t": 24, "b": 44}
    )
