"""How many trials are asked for ahead, so that no worker waits for the tuner and the sampler still learns in time."""

import math
from collections.abc import Sequence

from mnist_core.store.study import Trial

LONG_TRIAL = 10.0
"""Seconds of a trial from which on none is asked for ahead: the next one may learn from it."""

PACE_TRIALS = 10
"""The last ones, by which it is judged how long a trial takes."""

MOST_AHEAD = 4
"""Trials that may wait for each worker, where trials are over in the blink of an eye."""


def wanted_at_once(trials: Sequence[Trial], concurrent: int, *, look_seconds: float) -> int:
    """Return how many trials may be unfinished: one for each worker, and those that may end until the next look.

    Parameters
    ----------
    trials : sequence of Trial
    concurrent : int, >= 1
        Runs that train at once.
    look_seconds : float
        From one look of the tuner to the next.
    """
    told = sorted(trial.told_at for trial in trials if trial.told_at is not None)[-PACE_TRIALS:]
    if len(told) < 2:
        return concurrent + 1
    apart = (told[-1] - told[0]) / (len(told) - 1)
    if apart * concurrent > LONG_TRIAL:
        return concurrent
    return concurrent + min(math.ceil(1.5 * look_seconds / max(apart, 0.001)), MOST_AHEAD * concurrent)
