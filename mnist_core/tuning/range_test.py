"""The learning-rate range test: one short training in which the rate grows at every step until the loss explodes.

Where the smoothed loss falls steepest, updates help most; where it turns up, they are too large. One pass of a few
seconds so replaces a sweep of whole trainings.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.training.batch_source import make_batch_source
from mnist_core.training.config import TrainingConfig
from mnist_core.training.training_set import split_training_set
from mnist_core.training.update import Update

STEPS = 300
SMOOTHING = 0.9
"""Share of the smoothed loss that each step keeps."""

EXPLODED = 4.0
"""The test ends where the smoothed loss is so many times its lowest value."""

MARGIN = 2.5

RULE = (
    "The rate at which the smoothed loss is lowest, divided by 2.5: there larger steps already begin to do harm, and a "
    "whole training needs room for its noise."
)
"""How the suggestion is found, in words."""


@dataclass(frozen=True)
class RangeTest:
    """What a range test measured.

    Attributes
    ----------
    learning_rates, losses, smoothed : ndarray of shape (n,)
        The rate of each step, the batch's loss before it, in nats, and that loss smoothed.
    suggestion : float
        A learning rate to begin with, by `RULE`, rounded to two digits.
    """

    learning_rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    suggestion: float


def range_test(
    config: TrainingConfig, train: ImageSet, *, low: float = 1e-5, high: float = 10.0, steps: int = STEPS
) -> RangeTest:
    """Train with a rate that grows by the same factor at each step, and suggest one.

    Parameters
    ----------
    config : TrainingConfig
        Its own learning rate, schedule and epochs do not count.
    train : ImageSet
    low, high : float
        The first and the last rate.
    steps : int
        At most so many.

    Raises
    ------
    ConfigurationError
        If the range is empty, or the loss never falls, so that nothing can be suggested.

    References
    ----------
    L. N. Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3.
    """
    if not 0 < low < high:
        raise ConfigurationError(f"low must be above 0 and below high, got {low:g} and {high:g}")
    rates = np.geomspace(low, high, steps)
    losses = np.fromiter(_losses(config, train, rates), dtype=np.float64)
    smoothed = smooth_forward(losses)
    if len(losses) < 2 or smoothed.min() > 0.95 * losses[0]:
        raise ConfigurationError("the loss did not fall at any learning rate; try another initializer or optimizer")
    best = float(rates[int(smoothed.argmin())]) / MARGIN
    return RangeTest(rates[: len(losses)], losses, smoothed, float(f"{best:.2g}"))


def _losses(config: TrainingConfig, train: ImageSet, rates: NDArray[np.float64]) -> Iterator[float]:
    """Yield the loss of each batch, until it explodes."""
    images, _ = split_training_set(config, train)
    source = make_batch_source(images, config)
    update = Update(config)
    lowest, average = np.inf, 0.0
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            for step, rate in enumerate(rates):
                epoch, batch = divmod(step, source.batches_per_epoch)
                loss, _ = update.forward(*source.batch(epoch, batch))
                if not np.isfinite(loss):
                    return
                yield loss
                average = SMOOTHING * average + (1 - SMOOTHING) * loss
                corrected = average / (1 - SMOOTHING ** (step + 1))
                lowest = min(lowest, corrected)
                if corrected > EXPLODED * lowest:
                    return
                update.backward(float(rate))
    finally:
        source.close()


def smooth_forward(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the exponential moving average of the losses so far, corrected for its start (Kingma and Ba 2015)."""
    smoothed, average = np.empty_like(losses), 0.0
    for step, loss in enumerate(losses):
        average = SMOOTHING * average + (1 - SMOOTHING) * loss
        smoothed[step] = average / (1 - SMOOTHING ** (step + 1))
    return smoothed
