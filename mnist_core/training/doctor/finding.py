"""What a doctor finds: what happened, the evidence for it, and settings that would mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.training.config import TrainingConfig
from mnist_core.training.doctor.record import Record

Line = tuple[NDArray[Any], NDArray[Any]]
"""Where the points of a curve lie: from left to right, and upwards."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """A small chart of what was recorded.

    Attributes
    ----------
    x_title, y_title : str
    lines : mapping of str to two arrays of equal length
        Curves by name.
    usual : float or None
        A level to compare them with.
    is_log : bool
        Whether the vertical axis is logarithmic.
    is_share : bool
        Whether its numbers are shares of 1.
    """

    x_title: str
    y_title: str
    lines: Mapping[str, Line] = field(repr=False)
    usual: float | None = None
    is_log: bool = False
    is_share: bool = False


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that is wrong with a training.

    Attributes
    ----------
    rule : str
        Its name, such as "dead-units".
    title : str
        The same for people, such as "Dead units".
    what : str
        What was seen, with its figures: one sentence.
    advice : str
        What to try: a phrase that follows "Try".
    remedy : mapping of str to value
        The changed settings, named as `TrainingConfig` names them.
    evidence : Evidence
    """

    rule: str
    title: str
    what: str
    advice: str
    remedy: Mapping[str, Any]
    evidence: Evidence = field(repr=False)

    def mended(self, config: TrainingConfig) -> TrainingConfig:
        """Return a configuration with the remedy in it."""
        return config.with_changes(**self.remedy)


Rule = Callable[[Record], Finding | None]
"""Looks at a record and returns what is wrong by one rule, None where it finds nothing."""


def batch_losses(record: Record) -> Evidence:
    """Return the loss of the batches, few enough points for a small chart."""
    points = np.unique(np.linspace(0, len(record.losses) - 1, 200).astype(int)) if len(record.losses) else np.arange(0)
    return Evidence(
        "Step",
        "Loss",
        {"Batches": (points + 1, record.losses[points])},
        usual=float(np.log(10)),
        is_log=record.has_diverged,
    )


def epoch_curves(record: Record, metric: str) -> Evidence:
    """Return "loss" or "accuracy" of the training and the validation images over the epochs."""
    epochs, lines = record.column("epoch"), {}
    for name, kind in (("Training", "train"), ("Validation", "validation")):
        values = record.column(f"{kind}_{metric}")
        if not np.isnan(values).all():
            lines[name] = (epochs, values)
    return Evidence("Epoch", metric.capitalize(), lines, is_share=metric == "accuracy")


def layer_curves(
    record: Record, field_name: str, title: str, *, usual: float | None = None, is_log: bool = True
) -> Evidence:
    """Return what the insights measured of each layer, over steps."""
    rows, steps = record.layers(field_name), record.steps(field_name)
    layers = len(record.config.hidden_sizes) + 1
    names = ["Output" if number == layers else f"Hidden {number}" for number in range(1, rows.shape[1] + 1)]
    return Evidence(
        "Step", title, {name: (steps, rows[:, i]) for i, name in enumerate(names)}, usual=usual, is_log=is_log
    )
