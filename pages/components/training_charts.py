"""Loss, accuracy and learning rate of one run while it trains: pure Plotly, from measurements to figures.

Each figure draws at most 500 points a trace, whatever the run's length.
"""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.components.chart_theme import BACKGROUND, BATCHES, MUTED, TRAINING, VALIDATION, Chart, new_figure
from pages.components.series import POINTS, Axis, RunSeries, bucket_width, decimate, smooth

AXIS_TITLES: dict[Axis, str] = {"step": "Step", "epoch": "Epoch", "seconds": "Seconds of training"}
CHANGES_ON_SCREEN = 12

Transform = Callable[[NDArray[np.floating]], NDArray[np.floating]]


def loss_chart(series: RunSeries, *, axis: Axis = "step", log: bool = False, smoothing: float = 25) -> Chart:
    """Draw the loss of every step, smoothed and raw, and of every epoch on training and validation images.

    Parameters
    ----------
    series : RunSeries
    axis : {"step", "epoch", "seconds"}
    log : bool
        Logarithmic vertical axis.
    smoothing : float
        Steps that the smoothed curve averages over; more where a screen could not show so few.
    """
    figure = new_figure(x_title=AXIS_TITLES[axis], y_title="Loss", subject=series.run_id, **_scale(log))
    _add_steps(figure, series, series.column("loss"), axis, smoothing, ".4f")
    _add_epochs(figure, series, axis, "loss", lambda values: values, ".4f")
    _add_best_epoch(figure, series, axis, "loss", lambda values: values, ".4f")
    _add_changes(figure, series, axis)
    _show_expected_range(figure, series, 2.5, log=log)
    return Chart(figure, _loss_alt(series))


def accuracy_chart(series: RunSeries, *, axis: Axis = "step", log: bool = False, smoothing: float = 25) -> Chart:
    """Draw the share read rightly, of every step and of every epoch; on a log axis, the share misread.

    Near 100 % an axis of accuracies shows nothing any more; on a logarithmic one of errors every halving counts alike.
    """
    figure = new_figure(
        x_title=AXIS_TITLES[axis],
        y_title="Misread" if log else "Accuracy",
        subject=series.run_id,
        tickformat="~%",
        **_scale(log),
    )

    def shown(accuracy: NDArray[np.floating]) -> NDArray[np.floating]:
        return 1 - accuracy if log else accuracy

    _add_steps(figure, series, shown(series.column("accuracy")), axis, smoothing, ".2%")
    _add_epochs(figure, series, axis, "accuracy", shown, ".2%")
    _add_best_epoch(figure, series, axis, "accuracy", shown, ".2%")
    _add_changes(figure, series, axis, labels="top" if log else "bottom")
    _show_expected_range(figure, series, 1.0, log=log)
    return Chart(figure, _accuracy_alt(series))


def learning_rate_chart(series: RunSeries, *, axis: Axis = "step", log: bool = False) -> Chart:
    """Draw the learning rate that each step used."""
    figure = new_figure(
        x_title=AXIS_TITLES[axis],
        y_title="Learning rate",
        subject=series.run_id,
        rangemode="tozero",
        exponentformat="power",
        **_scale(log),
    )
    rates = series.column("learning_rate")
    shown = decimate(rates)
    figure.add_scatter(
        x=series.positions(series.column("step")[shown], axis),
        y=rates[shown],
        name="Learning rate",
        mode="lines",
        line={"color": TRAINING, "width": 2},
        hovertemplate="%{y:.4g}",
    )
    figure.update_layout(showlegend=False)
    _add_changes(figure, series, axis, labels="bottom")
    if not len(rates):
        return Chart(figure, "Learning rate: nothing trained yet.")
    return Chart(figure, f"Learning rate: now {rates[-1]:.4g}, highest {rates.max():.4g}, lowest {rates.min():.4g}.")


def _show_expected_range(figure: go.Figure, series: RunSeries, top: float, *, log: bool) -> None:
    """Give the axes the range in which the first points will lie, until there are any."""
    if not len(series.column("step")) and not log:
        figure.update_xaxes(range=[0, 100])
        figure.update_yaxes(range=[0, top])


def _scale(log: bool) -> dict[str, str]:
    return {"type": "log"} if log else {"type": "linear"}


def _add_steps(
    figure: go.Figure, series: RunSeries, values: NDArray[np.number], axis: Axis, smoothing: float, form: str
) -> None:
    """Draw every step: faint as measured, and smoothed."""
    steps = series.column("step")[: len(values)]
    shown = decimate(values)
    figure.add_scatter(
        x=series.positions(steps[shown], axis),
        y=values[shown],
        name="Batches, raw",
        legendgroup="batches",
        showlegend=False,
        mode="lines",
        line={"color": BATCHES, "width": 1},
        opacity=0.3,
        hoverinfo="skip",
    )
    curve = smooth(values, max(smoothing, bucket_width(len(values))))
    shown = decimate(curve, POINTS // 2)
    figure.add_scatter(
        x=series.positions(steps[shown], axis),
        y=curve[shown],
        name="Batches",
        legendgroup="batches",
        mode="lines",
        line={"color": BATCHES, "width": 1.5},
        hovertemplate=f"%{{y:{form}}}",
    )


def _add_epochs(figure: go.Figure, series: RunSeries, axis: Axis, metric: str, shown: Transform, form: str) -> None:
    """Draw every epoch: training solid with circles, validation dashed with diamonds."""
    x = series.positions(series.epoch_column("step"), axis)
    parts = (
        ("Training", "train", TRAINING, "solid", "circle"),
        ("Validation", "validation", VALIDATION, "dash", "diamond"),
    )
    for name, prefix, color, dash, symbol in parts:
        values = series.epoch_column(f"{prefix}_{metric}")
        if len(values) and np.isnan(values).all():
            continue
        figure.add_scatter(
            x=x,
            y=shown(values),
            name=name,
            mode="lines+markers",
            line={"color": color, "width": 2, "dash": dash},
            marker={"symbol": symbol, "size": 7, "maxdisplayed": 25},
            hovertemplate=f"%{{y:{form}}}",
        )


def _add_best_epoch(figure: go.Figure, series: RunSeries, axis: Axis, metric: str, shown: Transform, form: str) -> None:
    """Ring the epoch with the lowest validation loss, whose weights early stopping keeps."""
    best = best_epoch(series)
    if best is None:
        return
    epoch = series.epochs[best]
    value = shown(np.array([getattr(epoch, f"validation_{metric}")]))
    figure.add_scatter(
        x=series.positions(np.array([epoch.step]), axis),
        y=value,
        name="Best epoch",
        mode="markers+text",
        text=["best"],
        textposition="top center",
        textfont={"color": VALIDATION, "size": 12},
        showlegend=False,
        marker={"symbol": "circle-open", "size": 15, "color": VALIDATION, "line": {"width": 2}},
        hovertemplate=f"epoch {epoch.epoch}, %{{y:{form}}}",
    )


def best_epoch(series: RunSeries) -> int | None:
    """Return the place in `series.epochs` of the lowest validation loss, or None without validation."""
    losses = series.epoch_column("validation_loss")
    return None if not len(losses) or np.isnan(losses).all() else int(np.nanargmin(losses))


def _add_changes(figure: go.Figure, series: RunSeries, axis: Axis, *, labels: str = "top") -> None:
    """Mark where a setting was changed by hand: a dotted line with its new value, at the end that curves leave free."""
    first, step = (1.0, -0.08) if labels == "top" else (0.0, 0.08)
    for number, change in enumerate(series.changes[-CHANGES_ON_SCREEN:]):
        x = float(series.positions(np.array([change.step]), axis)[0])
        figure.add_shape(
            type="line",
            x0=x,
            x1=x,
            y0=0,
            y1=1,
            yref="y domain",
            line={"color": MUTED, "width": 1, "dash": "dot"},
        )
        figure.add_annotation(
            x=x,
            y=first + step * (number % 3),
            yref="y domain",
            text=f"{change.field.replace('_', ' ')} {change.new:g}",
            hovertext=f"step {change.step}: {change.old:g} → {change.new:g}",
            showarrow=False,
            xanchor="left",
            yanchor=labels,
            font={"size": 11},
            bgcolor=BACKGROUND,
            opacity=0.85,
        )


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
    """Say how much is read rightly."""
    if not series.epochs:
        return "Accuracy: no epoch finished yet."
    latest = series.epochs[-1]
    sentence = f"Accuracy after epoch {latest.epoch}: {latest.train_accuracy:.2%} of the training images read rightly"
    if latest.validation_accuracy is None:
        return f"{sentence}."
    return f"{sentence}, {latest.validation_accuracy:.2%} of the validation images."
