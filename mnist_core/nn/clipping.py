"""A bound on the length of a step: where the loss is steep as a cliff, its gradient says little of what lies beyond."""

import math

from mnist_core.nn.arrays import Array
from mnist_core.nn.blas import inner


def clip_gradients(gradients: Array, largest: float) -> None:
    """Scale the gradient down to a norm of `largest` if it is longer (Pascanu, Mikolov and Bengio 2013)."""
    norm = math.sqrt(inner(gradients, gradients))
    if norm > largest:
        gradients *= largest / norm
