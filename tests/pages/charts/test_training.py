"""The charts of a run in training, as figures and as the messages that the browser gets."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from mnist_core.training.events import SettingChanged
from pages.components.charts.insight import (
    dead_units_chart,
    first_layer_chart,
    gradient_chart,
    update_ratio_chart,
    weight_histogram_chart,
)
from pages.components.charts.series import POINTS, RunSeries
from pages.components.charts.theme import Chart
from pages.components.charts.training import accuracy_chart, best_epoch, learning_rate_chart, loss_chart
from pages.components.live_chart.message import encode
from tests.pages.recorded_run import RecordedRun, recorded_series

MESSAGE_LIMIT = 20_000
CHARTS = [loss_chart, accuracy_chart, learning_rate_chart, gradient_chart, update_ratio_chart, dead_units_chart]


def trace(chart: Chart, name: str) -> go.Scatter:
    return next(trace for trace in chart.figure.data if trace.name == name)


@pytest.fixture(scope="module")
def long_run() -> RunSeries:
    return recorded_series(epochs=75)


@pytest.mark.parametrize("draw", CHARTS)
def test_chart_of_a_long_run_fits_its_message(draw: Callable[..., Chart], long_run: RunSeries) -> None:
    chart = draw(long_run)
    assert max(len(trace.x) for trace in chart.figure.data) <= POINTS
    assert len(encode(chart.figure, alt=chart.alt, clickable=False)) < MESSAGE_LIMIT


@pytest.mark.parametrize("draw", CHARTS)
@pytest.mark.parametrize("axis", ["step", "epoch", "seconds"])
def test_chart_before_the_first_step_is_empty_and_says_so(draw: Callable[..., Chart], axis: str) -> None:
    run, series = RecordedRun(), RunSeries(1)
    run.advance(0)
    series.refresh(run)
    chart = draw(series, axis=axis)
    assert chart.alt
    encode(chart.figure, alt=chart.alt, clickable=False)


def test_loss_chart_tells_training_from_validation_without_colour() -> None:
    chart = loss_chart(recorded_series())
    training, validation = trace(chart, "Training"), trace(chart, "Validation")
    assert training.line.dash != validation.line.dash
    assert training.marker.symbol != validation.marker.symbol


def test_loss_chart_rings_the_lowest_validation_loss() -> None:
    series = recorded_series(epochs=10)
    best = best_epoch(series)
    assert best is not None
    assert trace(loss_chart(series), "Best epoch").y[0] == min(epoch.validation_loss for epoch in series.epochs)


def test_accuracy_on_a_log_axis_is_the_share_misread() -> None:
    series = recorded_series()
    plain, log = accuracy_chart(series), accuracy_chart(series, log=True)
    assert trace(log, "Training").y == pytest.approx(1 - np.array(trace(plain, "Training").y))
    assert log.figure.layout.yaxis.type == "log"


def test_accuracy_axis_leaves_the_first_steps_below_once_two_epochs_are_known() -> None:
    lowest = accuracy_chart(recorded_series(epochs=3)).figure.layout.yaxis.autorangeoptions.clipmin
    assert 0.8 < lowest < min(epoch.validation_accuracy for epoch in recorded_series(epochs=3).epochs)
    assert accuracy_chart(recorded_series(epochs=1)).figure.layout.yaxis.autorangeoptions.clipmin is None


def test_changed_settings_are_marked_with_their_new_value() -> None:
    series = recorded_series()
    series.changes = [SettingChanged(epoch=1, step=500, field="learning_rate", old=0.1, new=0.01)]
    figure = loss_chart(series).figure
    assert figure.layout.shapes[0].x0 == 500
    assert figure.layout.annotations[0].text == "learning rate 0.01"


def test_a_zoom_belongs_to_one_run_one_axis_and_one_scale() -> None:
    series = recorded_series()
    other = recorded_series()
    other.run_id = 2

    def revisions(series: RunSeries, **options: object) -> tuple[str, str]:
        layout = loss_chart(series, **options).figure.layout
        return layout.xaxis.uirevision, layout.yaxis.uirevision

    assert revisions(series) == revisions(recorded_series(epochs=5))
    assert revisions(series)[0] != revisions(series, axis="epoch")[0]
    assert revisions(series)[1] != revisions(series, log=True)[1]
    assert revisions(series) != revisions(other)


def test_alt_text_of_the_loss_tells_where_validation_was_best() -> None:
    assert "lowest at epoch 7 with 0.2829, 3 epochs ago" in loss_chart(recorded_series(epochs=10)).alt


def test_histogram_shows_now_and_the_start_of_each_layer() -> None:
    chart = weight_histogram_chart(recorded_series().insights[-1])
    assert [trace.type for trace in chart.figure.data] == ["bar", "scatter"] * 3


def test_first_layer_of_pure_noise_fits_its_message() -> None:
    chart = first_layer_chart(np.random.default_rng(0).uniform(-1, 1, (784, 64)))
    assert len(encode(chart.figure, alt=chart.alt, clickable=False)) < MESSAGE_LIMIT


@pytest.mark.parametrize("units", [1, 7, 8, 9])
def test_first_layer_of_few_units_is_drawn(units: int) -> None:
    assert f"first {units} unit" in first_layer_chart(np.zeros((784, units))).alt


@pytest.mark.parametrize("draw", CHARTS)
def test_chart_before_the_first_step_has_axes_that_could_be_true(draw: Callable[..., Chart]) -> None:
    run, series = RecordedRun(), RunSeries(1)
    run.advance(0)
    series.refresh(run)
    layout = draw(series).figure.layout
    assert layout.xaxis.range[0] == 0
    assert tuple(layout.yaxis.range) == ((-3, 0) if layout.yaxis.type == "log" else (0, 1))
    assert draw(recorded_series()).figure.layout.xaxis.range is None


def test_best_epoch_is_named_in_the_legend_and_covers_no_curve() -> None:
    best = trace(accuracy_chart(recorded_series()), "Best epoch")
    assert best.mode == "markers" and best.showlegend is not False and best.marker.symbol == "circle-open"


def test_guessing_is_drawn_where_the_loss_begins() -> None:
    assert trace(loss_chart(recorded_series()), "Guessing, 2.30").y == pytest.approx((np.log(10), np.log(10)))


def test_accuracy_is_never_shown_below_nothing_or_beyond_everything() -> None:
    axis = accuracy_chart(recorded_series()).figure.layout.yaxis
    assert (axis.minallowed, axis.maxallowed) == (0, 1)


def test_a_loss_that_bursts_is_drawn_on_a_logarithmic_axis(monkeypatch: pytest.MonkeyPatch) -> None:
    series = recorded_series()
    assert loss_chart(series).figure.layout.yaxis.type == "linear"
    losses = series.column("loss").copy()
    losses[-1] = 1e6
    monkeypatch.setattr(series, "column", lambda name: losses if name == "loss" else RunSeries.column(series, name))
    assert loss_chart(series).figure.layout.yaxis.type == "log"
