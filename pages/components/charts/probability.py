"""How sure a network is of each digit."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS
from pages.components.charts.evaluation import shortened
from pages.components.charts.theme import SERIES

ANSWER_COLOR, OTHER_COLOR = SERIES[0], SERIES[6]


MOST_BARS = 12
"""With more classes than these, only the likeliest are drawn."""


def probability_figure(probabilities: NDArray[np.floating], class_names: Sequence[str] = DIGITS) -> go.Figure:
    """Draw the probabilities as bars, the answer's in the strong colour, each with its value in per cent.

    Of many classes the twelve likeliest are drawn, in their order.
    """
    answer = int(np.argmax(probabilities))
    many = len(probabilities) > MOST_BARS
    shown = np.argsort(-probabilities, kind="stable")[:MOST_BARS] if many else np.arange(len(probabilities))
    figure = go.Figure(
        go.Bar(
            x=probabilities[shown],
            y=[shortened(class_names[place]) for place in shown],
            orientation="h",
            marker={"color": [ANSWER_COLOR if place == answer else OTHER_COLOR for place in shown]},
            text=[percent(value) for value in probabilities[shown]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.4%}<extra></extra>",
        )
    )
    figure.update_xaxes(range=[0, 1.15], visible=False, fixedrange=True)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True, showgrid=False, tickfont={"size": 14})
    return figure.update_layout(margin={"l": 24, "r": 8, "t": 8, "b": 8}, bargap=0.25, dragmode=False)


def probability_alt(probabilities: NDArray[np.floating], class_names: Sequence[str] = DIGITS) -> str:
    """Say in one sentence what the bars show."""
    first, second = (int(place) for place in np.argsort(-probabilities)[:2])
    what = "digit" if tuple(class_names) == DIGITS else "class"
    return (
        f"Probability of each {what}: {class_names[first]} with {percent(probabilities[first])}, "
        f"then {class_names[second]} with {percent(probabilities[second])}."
    )


def percent(share: float) -> str:
    """Return a share as per cent with as many digits as matter; never a rounded 100 or 0 that is not one."""
    if 0 < share < 0.001:
        return "<0.1%"
    if 0.999 < share < 1:
        return ">99.9%"
    return f"{100 * share:.1f}%"
