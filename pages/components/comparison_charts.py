"""Figures that lay several runs over one another: pure Plotly, from curves to figures."""

from collections.abc import Sequence
from itertools import cycle, islice

import numpy as np
import plotly.graph_objects as go

from pages.components.comparison import Curve, SeedBand

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A6FD1", "#8A9099")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "triangle-down")
"""Seven, so that with eight colours the pair repeats only after 56 runs."""

PARTS = ("train", "validation")
MARKERS_ON_SCREEN = 8


def comparison_figure(
    curves: Sequence[Curve | SeedBand],
    *,
    parts: Sequence[str] = PARTS,
    axis_title: str,
    metric: str,
    log: bool = False,
) -> go.Figure:
    """Overlay curves; validation is dashed, and a band shows one standard deviation over seeds.

    Parameters
    ----------
    curves : sequence of Curve or SeedBand
    parts : sequence of {"train", "validation"}
    axis_title : str
    metric : {"loss", "accuracy"}
    log : bool
        Logarithmic vertical axis. Accuracy is then drawn as the share of mistakes, since nothing happens near 1 on
        its own logarithmic axis.
    """
    figure = go.Figure()
    as_mistakes = log and metric == "accuracy"
    styles = islice(zip(cycle(COLORS), cycle(SYMBOLS), strict=False), len(curves))
    for curve, (color, symbol) in zip(curves, styles, strict=True):
        for part in parts:
            y = getattr(curve, part)
            y = 1 - y if as_mistakes else y
            if np.isnan(y).all():
                continue
            if isinstance(curve, SeedBand):
                add_band(figure, curve, y, getattr(curve, f"{part}_deviation"), color)
            figure.add_scatter(
                x=curve.x,
                y=y,
                name=f"{curve.name}, {part}" if len(parts) > 1 else curve.name,
                legendgroup=curve.name,
                mode="lines+markers",
                line={
                    "color": color,
                    "width": 2,
                    "dash": "dash" if part == "validation" and len(parts) > 1 else "solid",
                },
                marker={"symbol": symbol, "size": 7, "maxdisplayed": MARKERS_ON_SCREEN},
                hovertemplate=f"%{{y:{'.2%' if metric == 'accuracy' else '.4f'}}}",
            )
    percent = metric == "accuracy"
    title = "Mistakes" if as_mistakes else metric.capitalize()
    figure.update_xaxes(title=axis_title)
    figure.update_yaxes(title=title, type="log" if log else "linear", tickformat=".1%" if percent else None)
    return figure.update_layout(
        hovermode="x unified", margin={"l": 60, "r": 8, "t": 8, "b": 45}, legend={"orientation": "h", "y": -0.2}
    )


def add_band(figure: go.Figure, band: SeedBand, y: np.ndarray, deviation: np.ndarray, color: str) -> None:
    """Fill one standard deviation either side of the mean."""
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    figure.add_scatter(
        x=np.concatenate([band.x, band.x[::-1]]),
        y=np.concatenate([y + deviation, (y - deviation)[::-1]]),
        fill="toself",
        fillcolor=f"rgba({red}, {green}, {blue}, 0.18)",
        line={"width": 0},
        hoverinfo="skip",
        legendgroup=band.name,
        showlegend=False,
    )
