"""What runs' curves say together: along one axis, smoothed, and over several seeds as a mean and a band."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.store.steps import StepSeries
from mnist_core.training.events import EpochEnd
from pages.components.charts.series import Axis, decimate, smooth

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One run's values of one kind along one axis."""

    name: str
    x: Values
    y: Values


@dataclass(frozen=True)
class SeedBand:
    """Mean and standard deviation over runs that differ only in their seed, as far as all of them got."""

    name: str
    x: Values
    y: Values
    deviation: Values

    @classmethod
    def of_curves(cls, name: str, curves: Sequence[Curve]) -> "SeedBand":
        """Average the curves where all of them have values, at the places of the first.

        The deviation is estimated from the sample (n - 1 in the denominator).
        """
        end = min(curve.x[-1] for curve in curves)
        x = curves[0].x[curves[0].x <= end]
        values = np.stack([np.interp(x, curve.x, curve.y) for curve in curves])
        return cls(name, x, values.mean(axis=0), values.std(axis=0, ddof=1))


def epoch_positions(epochs: Sequence[EpochEnd], axis: Axis) -> Values:
    """Return where the ends of epochs lie on the axis "epoch", "step" or "seconds" (of training so far)."""
    if axis == "seconds":
        return np.cumsum([end.train_seconds for end in epochs], dtype=float)
    return np.array([getattr(end, axis) for end in epochs], dtype=float)


def epoch_curve(name: str, epochs: Sequence[EpochEnd], *, axis: Axis, part: str, metric: str, span: int) -> Curve:
    """Return `part` ("train" or "validation") of `metric` ("loss" or "accuracy"), smoothed over `span` epochs."""
    values = [getattr(end, f"{part}_{metric}") for end in epochs]
    measured = np.array([value is not None for value in values], dtype=bool)
    y = np.array([value for value in values if value is not None], dtype=float)
    return Curve(name, epoch_positions(epochs, axis)[measured], smooth(y, span))


def batch_curve(
    name: str, steps: StepSeries, epochs: Sequence[EpochEnd], *, axis: Axis, metric: str, span: int
) -> Curve:
    """Return the metric of every training batch, smoothed over `span` batches, few enough points for a screen."""
    y = smooth(getattr(steps, metric), span)
    kept = decimate(y)
    ends = np.concatenate([[0.0], [end.step for end in epochs]])
    x = steps.step[kept].astype(float)
    if axis != "step" and len(epochs):
        places = np.concatenate([[0.0], epoch_positions(epochs, axis)])
        pace = (places[-1] - places[-2]) / (ends[-1] - ends[-2])
        beyond = np.maximum(x - ends[-1], 0) * pace  # the epoch under way, at the pace of the last one
        x = np.interp(x, ends, places) + beyond
    return Curve(name, x, y[kept])
