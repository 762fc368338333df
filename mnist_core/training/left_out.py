"""Images that a run does not learn from, nor choose by: those whose label a person found wrong."""

from typing import Any

import numpy as np

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError

MOST = 10_000


def checked_left_out(places: Any) -> tuple[int, ...]:
    """Return places among the training images as a sorted tuple of int, each once, or raise a ConfigurationError."""
    if isinstance(places, np.ndarray):
        places = places.tolist()
    if not isinstance(places, list | tuple):
        raise ConfigurationError(f"left_out must be a sequence of places of training images, got {places!r:.60}")
    if len(places) > MOST:
        raise ConfigurationError(f"left_out must have at most {MOST:,} places, got {len(places):,}")
    for place in places:
        if isinstance(place, bool) or not isinstance(place, int | np.integer) or place < 0:
            raise ConfigurationError(f"each place in left_out must be a whole number from 0, got {place!r:.60}")
    return tuple(sorted({int(place) for place in places}))


def without(train: ImageSet, places: tuple[int, ...]) -> ImageSet:
    """Return the images but those at these places.

    Raises
    ------
    ConfigurationError
        If there is no image at a place.
    """
    if not places:
        return train
    if places[-1] >= len(train):
        raise ConfigurationError(
            f"left_out must be places below {len(train):,}, the number of training images, got {places[-1]:,}"
        )
    kept = np.ones(len(train), dtype=bool)
    kept[list(places)] = False
    return train.take(kept)
