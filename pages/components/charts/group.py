"""Several runs on one chart while they train, one after another or at once: pure Plotly."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pages.components.charts.series import AXIS_TITLES, Axis, Numbers, RunSeries, bucket_width, decimate, smooth
from pages.components.charts.theme import Chart, new_figure, series_line, series_marker
from pages.components.charts.training import SMOOTHED_STEPS

POINTS = 200
"""Most points of one run's line."""

GHOST = 0.45
FEW_LINES = 8
"""Up to so many, the values of all lines are shown where one points; of more, that of the nearest line."""


@dataclass(frozen=True)
class Member:
    """A run of a group: what tells it from the others, its place, which gives it its colour, and its measurements."""

    text: str
    place: int
    series: RunSeries
    is_ghost: bool = False


def group_chart(
    members: Sequence[Member], *, metric: str, axis: Axis, log: bool = False, subject: object = ""
) -> Chart:
    """Draw one line a run: its batches, smoothed; on the accuracy's chart with its validation at each epoch's end.

    Parameters
    ----------
    members : sequence of Member
        Ghosts step back, so that those that train stand out.
    metric : {"loss", "accuracy"}
    axis : {"step", "epoch", "seconds"}
    log : bool
        Logarithmic vertical axis; accuracy is then the error rate.
    subject : object
        A range that the person chose stays until it changes.
    """
    mistakes = log and metric == "accuracy"
    traces: list[dict[str, Any]] = []
    for member in members:
        traces += _traces(member, metric, axis, mistakes=mistakes, crowded=len(members) > FEW_LINES)
    figure = new_figure(
        traces,
        x_title=AXIS_TITLES[axis],
        y_title="Error rate"
        if mistakes
        else f"{metric.capitalize()} of the batches"
        if metric == "loss"
        else "Accuracy",
        subject=subject,
        type="log" if log else "linear",
        tickformat="~%" if metric == "accuracy" else None,
        **({} if log or metric == "loss" else {"minallowed": 0, "maxallowed": 1, **_from_first_epochs(members)}),
    )
    figure.update_layout(
        showlegend=True, hovermode="closest" if len(members) > FEW_LINES else "x unified", hoverlabel={"namelength": -1}
    )
    return Chart(figure, _alt(members, metric))


def _traces(member: Member, metric: str, axis: Axis, *, mistakes: bool, crowded: bool) -> list[dict[str, Any]]:
    """Return a run's line and, of its accuracy, the diamonds of its validation."""
    series, name = member.series, html.escape(member.text)
    line, marker = series_line(member.place), series_marker(member.place)
    form = ".2%" if metric == "accuracy" else ".4f"
    shared = {
        "legendgroup": name,
        "opacity": GHOST if member.is_ghost else 1,
        "meta": {"curve": name} if crowded else None,
    }
    values = _shown(series.column(metric), mistakes=mistakes)
    curve = smooth(values, max(SMOOTHED_STEPS, bucket_width(len(values), POINTS)))
    kept = decimate(curve, POINTS)
    traces: list[dict[str, Any]] = [
        shared
        | {
            "x": series.positions(series.column("step")[: len(values)][kept], axis),
            "y": curve[kept],
            "uid": f"{name} line",
            "name": name,
            "mode": "lines",
            "line": line,
            "hovertemplate": f"%{{y:{form}}}<extra>{name}</extra>",
        }
    ]
    if metric == "accuracy":
        traces.append(
            shared
            | {
                "x": series.positions(series.epoch_column("step"), axis),
                "y": _shown(series.epoch_column("validation_accuracy"), mistakes=mistakes),
                "uid": f"{name} validation",
                "name": f"{name}, validation",
                "showlegend": False,
                "mode": "markers",
                "marker": marker | {"color": line["color"], "size": 9},
                "hovertemplate": f"%{{y:{form}}}<extra>{name}, validation</extra>",
            }
        )
    return traces


def _shown(values: Numbers, *, mistakes: bool) -> Numbers:
    return 1 - values if mistakes else values


def _from_first_epochs(members: Sequence[Member]) -> dict[str, Any]:
    """Return an axis that starts a little below the lowest validation accuracy of the runs that learn something."""
    ends = [member.series.epoch_column("validation_accuracy") for member in members]
    learning = [values for values in ends if len(values) and np.nanmax(values, initial=0) > 0.5]
    if not learning:
        return {}
    lowest = min(float(np.nanmin(values)) for values in learning)
    margin = 0.1 * (1 - lowest)
    return {"autorangeoptions": {"clipmin": max(lowest - margin, 0), "clipmax": 1 + margin}}


def _alt(members: Sequence[Member], metric: str) -> str:
    """Say in one sentence where each run stands."""
    if metric == "loss":
        last = [(member.text, member.series.column("loss")) for member in members]
        told = [f"{text}: {float(values[-25:].mean()):.3f}" for text, values in last if len(values)]
    else:
        ends = [(member.text, member.series.epochs) for member in members]
        told = [f"{text}: {epochs[-1].validation_accuracy or 0:.2%}" for text, epochs in ends if epochs]
    what = "Loss of each run" if metric == "loss" else "Accuracy of each run, by validation"
    return f"{what}: {'; '.join(told) or 'nothing trained yet'}."
