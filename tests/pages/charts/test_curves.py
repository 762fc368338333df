from dataclasses import replace

import numpy as np
import pytest

from mnist_core.store.steps import StepSeries
from pages.components.charts.curves import Curve, SeedBand, batch_curve, epoch_curve, epoch_positions
from tests.pages.stored_runs import epoch_end

EPOCHS = [epoch_end(epoch, 3) for epoch in (1, 2, 3)]


@pytest.mark.parametrize(("axis", "places"), [("epoch", [1, 2, 3]), ("step", [10, 20, 30]), ("seconds", [1, 2, 3])])
def test_epoch_positions(axis, places):
    np.testing.assert_array_equal(epoch_positions(EPOCHS, axis), places)


def test_epoch_curve_without_smoothing_is_the_record():
    curve = epoch_curve("a", EPOCHS, axis="epoch", part="train", metric="loss", span=1)
    np.testing.assert_allclose(curve.y, [1, 1 / 2, 1 / 3])


def test_epoch_curve_leaves_out_what_was_not_measured():
    ends = [epoch_end(1, 3), replace(epoch_end(2, 3), validation_loss=None)]
    curve = epoch_curve("a", ends, axis="epoch", part="validation", metric="loss", span=1)
    np.testing.assert_array_equal(curve.x, [1])


def steps(count: int) -> StepSeries:
    """Return steps whose loss is their number."""
    number = np.arange(1, count + 1, dtype=np.int32)
    value = number.astype(np.float32)
    return StepSeries(step=number, epoch=(number - 1) // 10 + 1, loss=value, accuracy=value, learning_rate=value)


def test_batch_curve_is_thin_enough_for_a_screen_and_keeps_the_extremes():
    curve = batch_curve("a", steps(70_000), [], axis="step", metric="loss", span=1)
    assert len(curve.x) <= 500
    assert (curve.y.min(), curve.y.max()) == (1, 70_000)


def test_batch_curve_by_seconds_goes_on_at_the_last_pace_beyond_the_last_epoch():
    curve = batch_curve("a", steps(35), EPOCHS, axis="seconds", metric="loss", span=1)
    assert curve.x[-1] == pytest.approx(3.5)
    assert curve.x[9] == pytest.approx(1)


def test_band_is_mean_and_sample_deviation_as_far_as_all_got():
    x = np.array([1.0, 2.0, 3.0])
    curves = [Curve("a", x, np.array([1.0, 2.0, 3.0])), Curve("b", x[:2], np.array([3.0, 2.0]))]
    band = SeedBand.of_curves("both", curves)
    np.testing.assert_allclose(band.x, [1, 2])
    np.testing.assert_allclose(band.y, [2, 2])
    np.testing.assert_allclose(band.deviation, [np.sqrt(2), 0])
