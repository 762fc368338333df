"""How the learning rate changes as training goes on: large steps to get near, small ones to settle.

A schedule is a function of the position in training that returns a factor; the rate of a step is that factor times
the learning rate that was set, so changing the latter in mid-training keeps the schedule's shape.
"""

import math
from collections.abc import Callable

from mnist_core.errors import ConfigurationError

Schedule = Callable[[int], float]
"""The factor of the step with this index, from 0."""

_ONE_CYCLE_START = 1 / 25
_ONE_CYCLE_END = 1 / 25e4


def constant() -> Schedule:
    """Return 1 at every step."""
    return lambda step: 1.0


def step_decay(*, factor: float, every: int) -> Schedule:
    """Multiply by `factor` after each `every` steps: factor^⌊step / every⌋."""
    return lambda step: factor ** (step // every)


def cosine(*, total_steps: int, warmup: float = 0.0) -> Schedule:
    """Rise in a straight line over the first `warmup` share of steps, then fall to 0 along half a cosine.

    With w warm-up steps: (step + 1) / w before w, then (1 + cos(π (step - w) / (total - w))) / 2
    (Loshchilov and Hutter 2017, equation 5, one cycle).
    """
    rise = round(warmup * total_steps)

    def factor(step: int) -> float:
        if step < rise:
            return (step + 1) / rise
        return _anneal(1, 0, (step - rise) / max(total_steps - rise, 1))

    return factor


def one_cycle(*, total_steps: int, warmup: float) -> Schedule:
    """Rise from 1/25 to 1 over the first `warmup` share of steps, then fall to 1/250,000, both along half a cosine.

    The policy of Smith and Topin (2018), with the shape and the ends that PyTorch's `OneCycleLR` has.
    """
    peak = warmup * total_steps - 1
    last = total_steps - 1

    def factor(step: int) -> float:
        if step <= peak:
            return _anneal(_ONE_CYCLE_START, 1, step / peak if peak > 0 else 1)
        return _anneal(1, _ONE_CYCLE_END, min((step - max(peak, 0)) / max(last - max(peak, 0), 1), 1))

    return factor


def make_schedule(
    name: str, *, epochs: int, steps_per_epoch: int, warmup: float, decay_factor: float, decay_every: int
) -> Schedule:
    """Build the schedule of this name: "constant", "step", "cosine" or "one_cycle".

    Parameters
    ----------
    warmup : float, [0, 1)
        Share of all steps in which "cosine" and "one_cycle" rise.
    decay_factor, decay_every : float, int
        "step" multiplies by the first after each so many epochs.

    Raises
    ------
    ConfigurationError
        If there is no schedule of this name.
    """
    match name:
        case "constant":
            return constant()
        case "step":
            return step_decay(factor=decay_factor, every=decay_every * steps_per_epoch)
        case "cosine":
            return cosine(total_steps=epochs * steps_per_epoch, warmup=warmup)
        case "one_cycle":
            return one_cycle(total_steps=epochs * steps_per_epoch, warmup=warmup)
    raise ConfigurationError(f"schedule must be one of constant, step, cosine, one_cycle, got {name!r}")


def _anneal(start: float, end: float, share: float) -> float:
    """Go from `start` to `end` along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2
