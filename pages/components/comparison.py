"""What differs between runs, which of them differ only in their seed, and what their curves say together.

Two runs answer "what did that change do?" only if one knows what the change was, and only if it did more than another
seed would have done. So settings are compared field by field, and runs that are the same but for their seed are one
experiment, shown as a mean and a band.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd

AXES = {"Epoch": "epoch", "Step": "step", "Seconds": "seconds"}
"""What a person reads on the horizontal axis, and the name that `Curve.of_epochs` knows it by."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One run's training and validation values along one axis; NaN where nothing was measured."""

    name: str
    x: Values
    train: Values
    validation: Values

    @classmethod
    def of_epochs(cls, name: str, epochs: Sequence[EpochEnd], *, axis: str, metric: str, smoothing: float) -> "Curve":
        """Read `metric` ("loss" or "accuracy") along `axis` ("epoch", "step" or "seconds" of training)."""
        if axis == "seconds":
            x = np.cumsum([end.train_seconds for end in epochs], dtype=float)
        else:
            x = np.array([getattr(end, axis) for end in epochs], dtype=float)
        train, validation = (
            smoothed(as_floats(getattr(end, f"{part}_{metric}") for end in epochs), smoothing)
            for part in ("train", "validation")
        )
        return cls(name, x, train, validation)


@dataclass(frozen=True)
class SeedBand:
    """Mean and standard deviation over runs that differ only in their seed, as far as all of them got."""

    name: str
    x: Values
    train: Values
    train_deviation: Values
    validation: Values
    validation_deviation: Values

    @classmethod
    def of_curves(cls, name: str, curves: Sequence[Curve]) -> "SeedBand":
        """Average the curves entry by entry; seconds are averaged as well, since no two runs take the same time."""
        length = min(len(curve.x) for curve in curves)
        x, train, validation = (
            np.stack([getattr(curve, part)[:length] for curve in curves]) for part in ("x", "train", "validation")
        )
        return cls(
            name,
            x.mean(axis=0),
            train.mean(axis=0),
            sample_deviation(train),
            validation.mean(axis=0),
            sample_deviation(validation),
        )


def as_floats(values: Iterable[float | None]) -> Values:
    """Return the values as an array, NaN for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def sample_deviation(values: Values) -> Values:
    """Return the standard deviation over the first axis, estimated from the sample (n - 1 in the denominator)."""
    return values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1:])


def smoothed(values: Values, strength: float) -> Values:
    """Return the exponential moving average, without the pull of its start towards zero.

    With decay d the average is m_t = d m_{t-1} + (1 - d) v_t from m_0 = 0, and m_t / (1 - d^t) weighs the values seen
    so far by d^age. NaN entries stay NaN and weigh nothing.
    """
    if strength == 0:
        return values
    result, average, weight = np.full_like(values, np.nan), 0.0, 0.0
    for index, value in enumerate(values):
        if not np.isnan(value):
            average = strength * average + (1 - strength) * value
            weight = strength * weight + (1 - strength)
            result[index] = average / weight
    return result


def flat_settings(config: TrainingConfig) -> dict[str, Any]:
    """Return every setting under one name, those of the augmentation included."""
    settings = config.to_dict()
    augmentation: Mapping[str, float] = settings.pop("augmentation")
    return settings | {f"augmentation_{name}": value for name, value in augmentation.items()}


def differing_settings(configs: Sequence[TrainingConfig]) -> dict[str, list[Any]]:
    """Return the settings that are not the same in all of the configurations, with each one's value, in field order."""
    flat = [flat_settings(config) for config in configs]
    return {
        name: values
        for name in (flat[0] if flat else ())
        if any(value != values[0] for value in (values := [settings[name] for settings in flat])[1:])
    }


def seed_groups(configs: Mapping[int, TrainingConfig]) -> list[list[int]]:
    """Group the keys whose configurations differ at most in the seed, in the order of their first member."""
    groups: dict[TrainingConfig, list[int]] = {}
    for key, config in configs.items():
        groups.setdefault(config.with_changes(seed=0), []).append(key)
    return list(groups.values())


def setting_label(name: str) -> str:
    """Return "Learning rate" for "learning_rate"."""
    return name.replace("_", " ").capitalize()


def setting_text(value: Any) -> str:
    """Return a setting's value as a person would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "none"
    return str(value)


def short_description(config: TrainingConfig) -> str:
    """Say in one line what a configuration is, such as "256-128 · sgd 0.1 · batch 64"."""
    sizes = "-".join(str(size) for size in config.hidden_sizes) or "no hidden layer"
    return f"{sizes} · {config.optimizer} {config.learning_rate:g} · batch {config.batch_size}"
