"""How well a network reads digits drawn with a pen: 1,000 of them, always the same, from many hands."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.handwriting import write_digits
from mnist_core.nn.network import NeuralNetwork

DIGITS = 1_000
_SEED = 20_26
_AT_ONCE = 250
"""Few enough that each digit is written anew."""


@cache
def drawn_digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the images, shape (1000, 784), and their labels."""
    rng = np.random.default_rng(_SEED)
    labels = np.arange(DIGITS, dtype=np.uint8) % 10
    images = [write_digits(labels[start : start + _AT_ONCE], rng=rng) for start in range(0, DIGITS, _AT_ONCE)]
    return np.concatenate(images), labels


def drawn_accuracy(network: NeuralNetwork) -> float:
    """Return the share of the drawn digits that a network reads, 0 to 1."""
    images, labels = drawn_digits()
    return float(np.mean(network.predict(images) == labels))
