"""How sure a network is of each digit."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.components.charts.theme import SERIES

ANSWER_COLOR, OTHER_COLOR = SERIES[0], SERIES[6]


def probability_figure(probabilities: NDArray[np.floating]) -> go.Figure:
    """Draw the ten probabilities as bars, the answer's in the strong colour, each with its value in per cent."""
    answer = int(np.argmax(probabilities))
    figure = go.Figure(
        go.Bar(
            x=probabilities,
            y=[str(digit) for digit in range(10)],
            orientation="h",
            marker={"color": [ANSWER_COLOR if digit == answer else OTHER_COLOR for digit in range(10)]},
            text=[percent(value) for value in probabilities],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.4%}<extra></extra>",
        )
    )
    figure.update_xaxes(range=[0, 1.15], visible=False, fixedrange=True)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True, showgrid=False, tickfont={"size": 14})
    return figure.update_layout(margin={"l": 24, "r": 8, "t": 8, "b": 8}, bargap=0.25, dragmode=False)


def probability_alt(probabilities: NDArray[np.floating]) -> str:
    """Say in one sentence what the bars show."""
    first, second = (int(digit) for digit in np.argsort(-probabilities)[:2])
    return (
        f"Probability of each digit: {first} with {percent(probabilities[first])}, "
        f"then {second} with {percent(probabilities[second])}."
    )


def percent(share: float) -> str:
    """Return a share as per cent with as many digits as matter; never a rounded 100 or 0 that is not one."""
    if 0 < share < 0.001:
        return "<0.1%"
    if 0.999 < share < 1:
        return ">99.9%"
    return f"{100 * share:.1f}%"
