"""How a network holds on worse pictures: its accuracy by corruption and strength."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.corruptions import CORRUPTIONS, LEVELS, Ascent, corrupt


class Reader(Protocol):
    """Whatever reads digits."""

    def predict(self, images: NDArray[Any]) -> NDArray[np.intp]:
        """Return the most probable digit of each image, shape (n,)."""


class Measured(NamedTuple):
    """How many images a network read correctly under a corruption, by its name and level."""

    name: str
    level: int
    correct: int


def generator_of(name: str, level: int) -> np.random.Generator:
    """Return the generator of a corruption's pictures: the same for every network."""
    return np.random.default_rng([ord(letter) for letter in name] + [level])


def measure_robustness(network: Reader, image_set: ImageSet, ascent: Ascent) -> Iterator[Measured]:
    """Measure a network under every corruption at every strength, one after the other.

    Parameters
    ----------
    network : object with `predict`
    image_set : ImageSet
    ascent : callable
        The direction in which each image's loss grows, for the gradient-sign attack.

    Yields
    ------
    Measured
        9 × 6 of them; level 0 is measured once and told for each.
    """
    clean = int(np.sum(network.predict(image_set.images) == image_set.labels))
    for corruption in CORRUPTIONS:
        yield Measured(corruption.name, 0, clean)
        for level in range(1, LEVELS):
            rng = generator_of(corruption.name, level)
            worse = corrupt(image_set.images, corruption.name, level, rng=rng, ascent=ascent)
            yield Measured(corruption.name, level, int(np.sum(network.predict(worse) == image_set.labels)))
