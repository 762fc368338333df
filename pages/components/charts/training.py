"""Loss, accuracy and learning rate of one run while it trains: pure Plotly, from measurements to figures.

Each figure draws at most 500 points a trace, whatever the run's length.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.components.charts.changes import change_marks
from pages.components.charts.series import AXIS_TITLES, POINTS, Axis, Numbers, RunSeries, bucket_width, decimate, smooth
from pages.components.charts.theme import BATCHES, MUTED, TRAINING, VALIDATION, Chart, new_figure

FEW_STEPS = 10
TINY = 1e-9
BURST = 40
"""So many times the first loss has to be reached before the loss counts as burst."""

SMOOTHED_STEPS = 25
"""Steps that the smoothed curve averages over; more where a screen could not show so few."""

PARTS = (
    ("train", "Training", TRAINING, "solid", "circle"),
    ("validation", "Validation", VALIDATION, "dash", "diamond"),
)

Transform = Callable[[Numbers], Numbers]


def loss_chart(series: RunSeries, *, axis: Axis = "step", log: bool = False) -> Chart:
    """Draw the loss of every step, smoothed and raw, and of every epoch on training and validation images.

    Parameters
    ----------
    series : RunSeries
    axis : {"step", "epoch", "seconds"}
    log : bool
        Logarithmic vertical axis; it is one in any case where the loss has burst, or all before would be a flat line.
    """
    losses = series.column("loss")
    burst = len(losses) > 0 and bool(losses.max() > BURST * losses[0])
    form = ".3~g" if burst else ".4f"
    figure = new_figure(
        [
            *_steps(series, losses, axis, form, geometric=burst),
            *_epochs(series, axis, "loss", lambda loss: loss, form),
            *_guessing(series, axis),
        ],
        x_title=AXIS_TITLES[axis],
        y_title="Loss, logarithmic" if burst and not log else "Loss",
        subject=series.run_id,
        layout=change_marks(series, axis),
        type="log" if log or burst else "linear",
    )
    return Chart(_whole_steps(figure, series, axis), _loss_alt(series))


def accuracy_chart(series: RunSeries, *, axis: Axis = "step", log: bool = False) -> Chart:
    """Draw the share read correctly, of every step and of every epoch; on a log axis, the error rate.

    Near 100% an axis of accuracies shows nothing any more; on a logarithmic one of errors every halving counts alike.
    On the plain axis the first steps, which read one digit in ten, lie below what is shown once epochs are known.
    """

    def shown(accuracy: Numbers) -> Numbers:
        return 1 - accuracy if log else accuracy

    figure = new_figure(
        [
            *_steps(series, shown(series.column("accuracy")), axis, ".2%"),
            *_epochs(series, axis, "accuracy", shown, ".2%"),
        ],
        x_title=AXIS_TITLES[axis],
        y_title="Error rate" if log else "Accuracy",
        subject=series.run_id,
        layout=change_marks(series, axis, labels="top" if log else "bottom"),
        tickformat="~%",
        **({"type": "log"} if log else {"minallowed": 0, "maxallowed": 1, **_from_first_epochs(series)}),
    )
    return Chart(_whole_steps(figure, series, axis), _accuracy_alt(series))


def learning_rate_chart(series: RunSeries, *, axis: Axis = "step") -> Chart:
    """Draw the learning rate that each step used."""
    rates = series.column("learning_rate")
    shown = decimate(rates)
    trace = {
        "type": "scatter",
        "x": series.positions(series.column("step")[shown], axis),
        "y": rates[shown],
        "name": "Learning rate",
        "mode": "lines",
        "line": {"color": TRAINING, "width": 2},
        "hovertemplate": "%{y:.4g}",
    }
    figure = new_figure(
        [trace],
        x_title=AXIS_TITLES[axis],
        y_title="Learning rate",
        subject=series.run_id,
        layout={"showlegend": False, **change_marks(series, axis, labels="bottom")},
        rangemode="tozero",
    )
    if not len(rates):
        return Chart(figure, "Learning rate: nothing trained yet.")
    return Chart(figure, f"Learning rate: now {rates[-1]:.4g}, highest {rates.max():.4g}, lowest {rates.min():.4g}.")


def _whole_steps(figure: go.Figure, series: RunSeries, axis: Axis) -> go.Figure:
    """Let the first few steps have a tick each, since there are none between them."""
    if axis == "step" and 0 < len(series.column("step")) <= FEW_STEPS:
        figure.update_xaxes(dtick=1)
    return figure


def _from_first_epochs(series: RunSeries) -> dict[str, Any]:
    """Return an axis that starts a little below the lowest accuracy of any epoch, once two are known."""
    values = np.concatenate([series.epoch_column("train_accuracy"), series.epoch_column("validation_accuracy")])
    if len(series.epochs) < 2:
        return {}
    margin = 0.1 * (1 - np.nanmin(values))
    return {"autorangeoptions": {"clipmin": float(np.nanmin(values) - margin), "clipmax": float(1 + margin)}}


def _steps(
    series: RunSeries, values: Numbers, axis: Axis, form: str, *, geometric: bool = False
) -> list[dict[str, Any]]:
    """Return the traces of every step: faint as measured, and smoothed, by the geometric mean where values burst."""
    steps = series.column("step")[: len(values)]
    raw = decimate(values)
    span = max(SMOOTHED_STEPS, bucket_width(len(values)))
    curve = np.exp(smooth(np.log(np.maximum(values, TINY)), span)) if geometric else smooth(values, span)
    smoothed = decimate(curve, POINTS // 2)
    both = {"type": "scatter", "mode": "lines", "legendgroup": "batches"}
    return [
        both
        | {
            "x": series.positions(steps[raw], axis),
            "y": values[raw],
            "name": "Batches, raw",
            "showlegend": False,
            "line": {"color": BATCHES, "width": 1},
            "opacity": 0.25,
            "hoverinfo": "skip",
        },
        both
        | {
            "x": series.positions(steps[smoothed], axis),
            "y": curve[smoothed],
            "name": "Batches",
            "line": {"color": BATCHES, "width": 1.5},
            "hovertemplate": f"%{{y:{form}}}",
        },
    ]


def _guessing(series: RunSeries, axis: Axis) -> list[dict[str, Any]]:
    """Return the line of a network to which all classes are alike: its loss is the logarithm of their number."""
    steps = series.column("step")
    if not len(steps):
        return []
    loss = math.log(len(series.run.config.data.class_names))
    return [
        {
            "type": "scatter",
            "x": series.positions(steps[[0, -1]], axis),
            "y": np.array([loss, loss]),
            "name": f"Guessing, {loss:.2f}",
            "mode": "lines",
            "line": {"color": MUTED, "width": 1, "dash": "dot"},
            "hoverinfo": "skip",
        }
    ]


def _epochs(series: RunSeries, axis: Axis, metric: str, shown: Transform, form: str) -> list[dict[str, Any]]:
    """Return the traces of every epoch: training solid, validation dashed, a ring around the best."""
    x = series.positions(series.epoch_column("step"), axis)
    traces: list[dict[str, Any]] = []
    for part, name, color, dash, symbol in PARTS:
        values = series.epoch_column(f"{part}_{metric}")
        if len(values) and np.isnan(values).all():
            continue
        traces.append(
            {
                "type": "scatter",
                "x": x,
                "y": shown(values),
                "name": name,
                "mode": "lines+markers",
                "line": {"color": color, "width": 2, "dash": dash},
                "marker": {"symbol": symbol, "size": 7, "maxdisplayed": 25},
                "hovertemplate": f"%{{y:{form}}}",
            }
        )
    best = best_epoch(series)
    if best is not None:
        traces.append(
            {
                "type": "scatter",
                "x": x[best : best + 1],
                "y": shown(series.epoch_column(f"validation_{metric}")[best : best + 1]),
                "name": "Best epoch",
                "mode": "markers",  # named in the legend: a word beside the ring would cover the curve
                "marker": {"symbol": "circle-open", "size": 15, "color": VALIDATION, "line": {"width": 2}},
                "hovertemplate": f"epoch {series.epochs[best].epoch}, %{{y:{form}}}",
            }
        )
    return traces


def best_epoch(series: RunSeries) -> int | None:
    """Return the place in `series.epochs` of the lowest validation loss, or None without validation."""
    losses = series.epoch_column("validation_loss")
    return None if not len(losses) or np.isnan(losses).all() else int(np.nanargmin(losses))


def _loss_alt(series: RunSeries) -> str:
    """Say where the loss stands and whether validation still gets better."""
    losses = series.column("loss")
    if not len(losses):
        return "Loss: nothing trained yet."
    first, last = losses[: min(len(losses), 20)].mean(), losses[-20:].mean()
    sentence = f"Loss of the batches: from {first:.3g} to {last:.3g} in {len(losses):,} steps"
    best = best_epoch(series)
    if best is None:
        return f"{sentence}."
    lowest = series.epochs[best]
    ago = len(series.epochs) - 1 - best
    since = "the latest" if ago == 0 else f"{ago} epoch{'s' if ago > 1 else ''} ago"
    return f"{sentence}; validation loss lowest at epoch {lowest.epoch} with {lowest.validation_loss:.4g}, {since}."


def _accuracy_alt(series: RunSeries) -> str:
    """Say how much is read correctly."""
    if not series.epochs:
        return "Accuracy: no epoch finished yet."
    latest = series.epochs[-1]
    sentence = f"Accuracy after epoch {latest.epoch}: {latest.train_accuracy:.2%} of the training images read correctly"
    if latest.validation_accuracy is None:
        return f"{sentence}."
    return f"{sentence}, {latest.validation_accuracy:.2%} of the validation images."
