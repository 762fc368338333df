"""Where learning starts.

Weights that start too large or too small make signals explode or vanish from layer to layer. Each rule here picks
the spread of the first weights from the layer's size so that the variance of signals stays about the same forwards,
backwards, or both. All zeros is here to show why not: every unit of a layer then learns the same thing.

Numbers are drawn in float64, shape (fan_in, fan_out), and rounded to the network's type, so that float32 and float64
networks of one seed start alike.
"""

import math
from collections.abc import Callable

import numpy as np

from mnist_core.nn.arrays import Array

Initializer = Callable[[int, int, np.random.Generator], Array]


def glorot_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw from U(-a, a), a = sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16)."""
    limit = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def glorot_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw from N(0, 2 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 12)."""
    return rng.normal(0, math.sqrt(2 / (fan_in + fan_out)), (fan_in, fan_out))


def he_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw from U(-a, a), a = sqrt(6 / fan_in): ReLU halves the variance, so start with twice (He et al. 2015)."""
    limit = math.sqrt(6 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw from N(0, 2 / fan_in) (He et al. 2015, equation 10)."""
    return rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))


def lecun_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw from N(0, 1 / fan_in) (LeCun, Bottou, Orr and Müller 1998, equation 16)."""
    return rng.normal(0, math.sqrt(1 / fan_in), (fan_in, fan_out))


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Start at zero: no unit differs from its neighbour, and no gradient ever tells them apart."""
    return np.zeros((fan_in, fan_out))


INITIALIZERS: dict[str, Initializer] = {
    "glorot_uniform": glorot_uniform,
    "glorot_normal": glorot_normal,
    "he_uniform": he_uniform,
    "he_normal": he_normal,
    "lecun_normal": lecun_normal,
    "zeros": zeros,
}
