"""Figures of a search: its history, curves, slices, importances, two settings at once, and the front of two goals.

Each point says in `meta` which trial it is, so that the browser can show the same trials in all of them.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.components.charts.theme import MUTED, SERIES, new_figure

FAINT = 0.35
MOST_LABELS = 40
BELIEF_ROOM = 3.0
"""So many times as high as a density at its peak is the chart."""


@dataclass(frozen=True)
class Point:
    """One trial on a chart: its number from 1, its places, and what to say of it."""

    trial: int
    x: Any
    y: float
    text: str
    color: float | None = None


def history_figure(points: Sequence[Point], best: Sequence[float], *, title: str, is_share: bool) -> go.Figure:
    """Draw each trial's result in the order in which they ended, and the best so far."""
    traces = [
        _dots("Trial", points, is_share=is_share),
        {
            "x": [point.x for point in points],
            "y": list(best),
            "name": "Best so far",
            "mode": "lines",
            "line": {"color": SERIES[1], "width": 2, "shape": "hv"},
            "hovertemplate": ("%{y:.2%}" if is_share else "%{y:.4g}") + "<extra>Best so far</extra>",
        },
    ]
    return _figure(traces, x_title="Trials that ended", y_title=title, is_share=is_share)


def curves_figure(lines: Mapping[int, tuple[Sequence[float], bool, str]], *, y_title: str) -> go.Figure:
    """Draw the validation accuracy of every trial; one that was given up ends with a cross.

    Parameters
    ----------
    lines : mapping of int to tuple
        By the trial's number: a value for each epoch, whether it was given up, and what to say of it.
    y_title : str
    """
    traces = [
        {
            "x": list(range(1, len(values) + 1)),
            "y": list(values),
            "name": f"Trial {number}",
            "uid": f"trial-{number}",
            "mode": "lines+markers",
            "line": {
                "color": SERIES[5] if given_up else SERIES[0],
                "width": 1.5,
                "dash": "dot" if given_up else "solid",
            },
            "marker": {
                "symbol": ["circle"] * (len(values) - 1) + ["x" if given_up else "diamond"],
                "size": [0] * (len(values) - 1) + [8 if given_up else 6],
            },
            "showlegend": False,
            "customdata": [number] * len(values),
            "hovertemplate": f"%{{y:.2%}} after epoch %{{x}}<br>{html.escape(text)}<extra></extra>",
            "meta": {"trial": number},
        }
        for number, (values, given_up, text) in lines.items()
        if values
    ]
    return _figure(traces, x_title="Epoch", y_title=y_title, is_share=True)


def slice_figure(
    points: Sequence[Point],
    *,
    x_title: str,
    y_title: str,
    log: bool,
    is_share: bool,
    belief: tuple[Sequence[Any], Sequence[float], Sequence[float]] | None = None,
) -> go.Figure:
    """Draw the result over one setting; later trials are stronger in colour, which shows where the search looked.

    A belief, the values of the setting with the density of good trials and of the others, lies at the foot.
    """
    trace = _dots("Trial", points, is_share=is_share)
    trace["marker"] |= {
        "color": [point.trial for point in points],
        "showscale": True,
        "colorbar": {"title": {"text": "Trial"}, "thickness": 10, "outlinewidth": 0},
    }
    figure = _figure([trace], x_title=x_title, y_title=y_title, is_share=is_share)
    if belief is not None:
        figure.add_traces(_densities(*belief))
        foot = {"overlaying": "y", "range": [0, BELIEF_ROOM], "visible": False, "fixedrange": True}
        figure.update_layout(yaxis2=foot, showlegend=True)
    return figure.update_xaxes(type="log" if log else None)


def _densities(values: Sequence[Any], good: Sequence[float], others: Sequence[float]) -> list[dict[str, Any]]:
    """Return where a sampler believes good trials to lie and where the others do, as two areas at the foot."""
    return [
        {
            "x": values,
            "y": density,
            "yaxis": "y2",
            "name": name,
            "mode": "lines",
            "line": {"color": color, "width": 2, "dash": dash, "shape": "spline"},
            "fill": "tozeroy" if dash == "solid" else None,
            "hoverinfo": "skip",
        }
        for name, density, color, dash in (
            ("Other trials", others, SERIES[6], "dot"),
            ("Good trials", good, SERIES[2], "solid"),
        )
    ]


def importance_figure(shares: Mapping[str, Mapping[str, float]]) -> go.Figure:
    """Draw how much each setting mattered, by one method or by several."""
    figure = go.Figure(
        [
            go.Bar(
                x=list(each.values())[::-1],
                y=[html.escape(name) for name in each][::-1],
                name=method,
                orientation="h",
                marker={"color": SERIES[place], "pattern": {"shape": "/" if place else ""}},
                text=[f"{share:.0%}" for share in each.values()][::-1],
                textposition="auto",
                hovertemplate="%{y}: %{x:.1%}<extra>" + method + "</extra>",
            )
            for place, (method, each) in enumerate(shares.items())
        ]
    )
    figure.update_xaxes(tickformat=".0%", title={"text": "Share of the importance"}, rangemode="tozero")
    shown = {"showlegend": len(shares) > 1, "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"}}
    return figure.update_layout(dragmode=False, margin={"l": 8, "r": 16, "t": 8, "b": 40}, **shown)


def pair_figure(
    points: Sequence[Point],
    surface: tuple[Sequence[float], Sequence[float], Any] | None,
    *,
    x_title: str,
    y_title: str,
    z_title: str,
    log: tuple[bool, bool],
    is_share: bool,
) -> go.Figure:
    """Draw two settings against each other, coloured by the result, over contours where there is a surface."""
    shared = {"coloraxis": "coloraxis"}
    traces: list[dict[str, Any]] = []
    if surface is not None:
        x, y, z = surface
        traces.append(
            {
                "type": "contour",
                "x": x,
                "y": y,
                "z": z,
                "name": "Between",
                "hoverinfo": "skip",
                "opacity": 0.7,
                **shared,
            }
        )
    trace = _dots("Trial", points, is_share=is_share)
    trace["marker"] |= {"color": [point.color for point in points], "line": {"width": 1, "color": MUTED}, **shared}
    trace["hovertemplate"] = "%{text}<extra></extra>"
    figure = _figure([*traces, trace], x_title=x_title, y_title=y_title, is_share=False)
    bar = {"title": {"text": z_title}, "thickness": 10, "tickformat": ".1%" if is_share else None}
    figure.update_layout(coloraxis={"colorbar": bar})
    return figure.update_xaxes(type="log" if log[0] else None).update_yaxes(type="log" if log[1] else None)


def front_figure(points: Sequence[Point], front: Sequence[int], *, x_title: str, y_title: str) -> go.Figure:
    """Draw two goals against each other; the trials of the front, which nothing beats, are joined."""
    best = sorted((point for point in points if point.trial in front), key=lambda point: point.x)
    joined = _dots("Nothing beats these", best, is_share=True) | {"mode": "lines+markers"}
    joined["marker"] = {"color": SERIES[1], "symbol": "diamond", "size": 10}
    joined["line"] = {"color": SERIES[1], "width": 1.5, "shape": "hv"}
    return _figure([_dots("Trial", points, is_share=True), joined], x_title=x_title, y_title=y_title, is_share=True)


def range_figure(rates: Any, losses: Any, smoothed: Any, suggestion: float) -> go.Figure:
    """Draw the loss over a growing learning rate, and the rate that is suggested."""
    shown = [float(loss) for loss in smoothed]
    ceiling = 1.3 * shown[0]
    traces = [
        {"x": rates, "y": losses, "name": "Batch", "mode": "lines", "line": {"color": SERIES[6], "width": 1}},
        {"x": rates, "y": smoothed, "name": "Smoothed", "mode": "lines", "line": {"color": SERIES[0], "width": 2.5}},
        {
            "x": [suggestion, suggestion],
            "y": [0, ceiling],
            "name": "Suggested",
            "mode": "lines",
            "line": {"color": SERIES[1], "width": 2, "dash": "dash"},
        },
    ]
    figure = new_figure(traces, x_title="Learning rate", y_title="Loss", range=[0, ceiling])
    return figure.update_xaxes(type="log").update_layout(margin={"l": 50, "r": 30, "t": 8, "b": 45})


def _dots(name: str, points: Sequence[Point], *, is_share: bool) -> dict[str, Any]:
    """Return one marker a trial."""
    value = "%{y:.2%}" if is_share else "%{y:.4g}"
    return {
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "text": [html.escape(point.text) for point in points],
        "customdata": [point.trial for point in points],
        "name": name,
        "mode": "markers",
        "marker": {"color": SERIES[0], "size": 8},
        "hovertemplate": f"{value}<br>%{{text}}<extra></extra>",
        "meta": {"trials": [point.trial for point in points]},
    }


def _figure(traces: Sequence[dict[str, Any]], *, x_title: str, y_title: str, is_share: bool) -> go.Figure:
    """Return a figure whose points answer one by one."""
    figure = new_figure(traces, x_title=x_title, y_title=y_title, tickformat=".1%" if is_share else None)
    return figure.update_layout(hovermode="closest", margin={"l": 60, "r": 36, "t": 8, "b": 45})
