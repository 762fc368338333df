"""What a doctor looks at: all that was recorded of a training, and a few figures that several rules ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd, Insight

CHANCE = 0.15
"""Guessing reads one digit in ten; answering always the commonest one, 11.4% of the test images."""

USUAL_RATES = {"sgd": 0.1, "momentum": 0.05, "nesterov": 0.05, "rmsprop": 0.001, "adam": 0.001, "adamw": 0.001}
"""A learning rate with which each optimizer learns digits well."""


@dataclass(frozen=True, eq=False)
class Record:
    """All that was recorded of one training.

    Attributes
    ----------
    config : TrainingConfig
    epochs : sequence of EpochEnd
    insights : sequence of Insight
    losses : array of shape (steps,)
        Of the batches, nats.
    has_diverged : bool
        Whether training broke off because its numbers grew beyond all reason.
    """

    config: TrainingConfig
    epochs: Sequence[EpochEnd] = ()
    insights: Sequence[Insight] = ()
    losses: NDArray[np.floating] = field(default_factory=lambda: np.empty(0), repr=False)
    has_diverged: bool = False

    def column(self, name: str) -> NDArray[np.float64]:
        """Return a field of all epochs as numbers, NaN where it was not measured."""
        return np.array([getattr(epoch, name) for epoch in self.epochs], dtype=np.float64)

    def layers(self, name: str) -> NDArray[np.float64]:
        """Return a field of all insights, shape (insights, layers); (0, 0) where there are none."""
        rows = [getattr(insight, name) for insight in self.insights if getattr(insight, name)]
        return np.array(rows, dtype=np.float64) if rows else np.empty((0, 0))

    def steps(self, name: str) -> NDArray[np.int64]:
        """Return the steps at which `layers` of this name were measured."""
        return np.array([insight.step for insight in self.insights if getattr(insight, name)], dtype=np.int64)

    @property
    def train_accuracy(self) -> float:
        """Of the last epoch; 1 before there is one, so that no rule takes it for a bad one."""
        return self.epochs[-1].train_accuracy if self.epochs else 1.0

    @property
    def accuracy(self) -> float:
        """Of the last epoch, on validation images where there are any; 1 before there is one."""
        if not self.epochs:
            return 1.0
        measured = self.epochs[-1].validation_accuracy
        return self.epochs[-1].train_accuracy if measured is None else measured

    @property
    def usual_rate(self) -> float:
        """A learning rate with which this optimizer learns digits well."""
        return USUAL_RATES[self.config.optimizer]

    @property
    def typical_update(self) -> float:
        """Median over time of the largest layer's update against its weights; NaN where nothing was measured."""
        ratios = self.layers("update_ratio")
        return float(np.median(ratios.max(axis=1))) if ratios.size else float("nan")

    def still_falls(self, share: float = 0.02) -> bool:
        """Whether the last epoch lowered the loss by this share of it, on validation images too if there are any."""
        measured = [self.column(f"{part}_loss")[-2:] for part in ("train", "validation")]
        known = [losses for losses in measured if not np.isnan(losses).any()]
        return len(self.epochs) > 1 and all(before - after >= share * before for before, after in known)
