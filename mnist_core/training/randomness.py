"""One seed, many independent streams of random numbers.

Each use of chance in training draws from a stream of its own that is derived anew for each epoch. So switching one of
them off does not disturb the others, and a run that is resumed in epoch 40 draws what an uninterrupted one would have
drawn, without anyone keeping forty epochs of history.
"""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is for; the numbers are part of what a seed means, so they never change."""

    INITIALIZE = 0
    SPLIT = 1
    SHUFFLE = 2
    DROPOUT = 3
    AUGMENT = 4


def stream(seed: int, purpose: Purpose, *position: int) -> np.random.Generator:
    """Return the generator for this purpose at this position, such as the epoch."""
    return np.random.default_rng((seed, purpose, *position))
