"""What a live chart keeps and shows of a run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pages.components.charts.series import POINTS, RunSeries, bucket_width, decimate, smooth
from tests.pages.recorded_run import STEPS_PER_EPOCH, RecordedRun, recorded_series

VALUES = arrays.arrays(np.float64, st.integers(0, 5_000), elements=st.floats(-1e6, 1e6))


@given(VALUES)
def test_decimate_keeps_the_extremes_the_ends_and_the_order(y: np.ndarray) -> None:
    shown = decimate(y)
    assert len(shown) <= POINTS
    assert (np.diff(shown) > 0).all()
    if len(y):
        assert shown[-1] == len(y) - 1
        assert y[shown].max() == y.max()
        assert y[shown].min() == y.min()


def test_decimate_returns_a_short_series_whole() -> None:
    assert decimate(np.zeros(POINTS)).tolist() == list(range(POINTS))


def test_decimate_keeps_a_single_spike_of_a_long_run() -> None:
    y = np.zeros(70_350)
    y[43_210] = 9.0
    assert 43_210 in decimate(y)


def test_decimate_leaves_points_where_they_are_while_the_series_grows() -> None:
    y = np.random.default_rng(0).random(33_000)
    width = bucket_width(32_000)
    assert width == bucket_width(32_900)
    whole = 32_000 // width * width - width
    before, after = decimate(y[:32_000]), decimate(y[:32_900])
    assert np.array_equal(before[before < whole], after[after < whole])


def test_smooth_keeps_a_constant_from_the_first_value_to_the_last() -> None:
    assert smooth(np.full(100, 3.0), 20) == pytest.approx(3.0)


def test_smooth_neither_lags_nor_leads_on_a_straight_line() -> None:
    y = np.arange(1_000.0)
    assert smooth(y, 20)[400:600] == pytest.approx(y[400:600], abs=1e-6)


def test_smooth_over_one_step_changes_nothing() -> None:
    y = np.array([1.0, 5.0, 2.0])
    assert smooth(y, 1) == pytest.approx(y)


def test_smooth_worked_by_hand() -> None:
    # steps 2, so beta 1/2: the first alone, (1/2·4 + 1·2 + 1/2·6) / (1/2 + 1 + 1/2), (1/4·4 + 1/2·2 + 1·6) / (7/4)
    assert smooth(np.array([4.0, 2.0, 6.0]), 2) == pytest.approx([4, 3.5, 32 / 7])


def test_smooth_begins_where_a_steep_fall_begins() -> None:
    y = 2.3 * np.exp(-np.arange(500) / 10)
    assert smooth(y, 25)[0] == pytest.approx(2.3)
    assert smooth(y, 25)[:8] == pytest.approx(y[:8], rel=0.1)


def test_refresh_reads_each_step_once() -> None:
    run, series = RecordedRun(epochs=2), RunSeries(1)
    for step in (100, 700, 1_400):
        run.advance(step)
        series.refresh(run)
    assert run.rows_read == 1_400
    assert np.array_equal(series.column("step"), np.arange(1, 1_401))


def test_refresh_after_a_return_to_a_checkpoint_forgets_what_came_later() -> None:
    run, series = RecordedRun(epochs=2), RunSeries(1)
    series.refresh(run)
    run.advance(STEPS_PER_EPOCH + 10)
    series.refresh(run)
    assert len(series.column("step")) == STEPS_PER_EPOCH + 10
    assert [epoch.epoch for epoch in series.epochs] == [1]


def test_refresh_adds_only_new_insights() -> None:
    run, series = RecordedRun(epochs=1), RunSeries(1)
    run.advance(350)
    series.refresh(run)
    run.advance(560)
    series.refresh(run)
    assert [insight.step for insight in series.insights] == [100, 200, 300, 400, 500]


def test_positions_in_epochs_are_whole_at_their_ends() -> None:
    series = recorded_series(epochs=2)
    assert series.positions(series.epoch_column("step"), "epoch").tolist() == [1, 2]


def test_positions_in_seconds_rise_with_the_steps_to_the_time_trained() -> None:
    series = recorded_series(epochs=2)
    seconds = series.positions(series.column("step"), "seconds")
    assert (np.diff(seconds) > 0).all()
    assert seconds[-1] == pytest.approx(series.run.train_seconds)
