"""What differs between runs, which of them differ only in their seed, and what their curves say together.

Two runs answer "what did that change do?" only if one knows what the change was, and only if it did more than another
seed would have done. So settings are compared field by field, and runs that are the same but for their seed are one
experiment, shown as a mean and a band.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.runs.step_series import StepSeries
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from pages.components.charts.series import decimate, smooth
from pages.components.settings.controls import CONTROLS, TITLES

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


def epoch_positions(epochs: Sequence[EpochEnd], axis: str) -> Values:
    """Return where the ends of epochs lie on the axis "epoch", "step" or "seconds" (of training so far)."""
    if axis == "seconds":
        return np.cumsum([end.train_seconds for end in epochs], dtype=float)
    return np.array([getattr(end, axis) for end in epochs], dtype=float)


def epoch_curve(name: str, epochs: Sequence[EpochEnd], *, axis: str, part: str, metric: str, span: int) -> Curve:
    """Return `part` ("train" or "validation") of `metric` ("loss" or "accuracy"), smoothed over `span` epochs."""
    values = [getattr(end, f"{part}_{metric}") for end in epochs]
    measured = np.array([value is not None for value in values], dtype=bool)
    y = np.array([value for value in values if value is not None], dtype=float)
    return Curve(name, epoch_positions(epochs, axis)[measured], smooth(y, span))


def batch_curve(
    name: str, steps: StepSeries, epochs: Sequence[EpochEnd], *, axis: str, metric: str, span: int
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


def flat_settings(config: TrainingConfig) -> dict[str, Any]:
    """Return every setting under one name, those of the augmentation included."""
    settings = config.to_dict()
    augmentation: Mapping[str, float] = settings.pop("augmentation")
    return settings | {f"augmentation_{name}": value for name, value in augmentation.items()}


def differing_settings(configs: Sequence[TrainingConfig]) -> dict[str, list[Any]]:
    """Return the settings that are not the same in all of the configurations, with each one's value, in field order."""
    flat = [flat_settings(config) for config in configs]
    columns = {name: [settings[name] for settings in flat] for name in flat[0]} if flat else {}
    return {name: values for name, values in columns.items() if any(value != values[0] for value in values)}


def seed_groups(configs: Mapping[int, TrainingConfig]) -> list[list[int]]:
    """Group the keys whose configurations differ at most in the seed, in the order of their first member."""
    groups: dict[TrainingConfig, list[int]] = {}
    for key, config in configs.items():
        groups.setdefault(config.with_changes(seed=0), []).append(key)
    return list(groups.values())


def setting_label(name: str) -> str:
    """Return a setting's name as the form on Train shows it."""
    return CONTROLS[name].label


def setting_text(name: str, value: Any) -> str:
    """Return a setting's value as a person would write it."""
    if name == "training_size" and value == 0:
        return "all"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "none"
    return TITLES.get(value, str(value))
