"""The images that many networks misread: what is hard about the data, not about one network."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def times_misread(predicted: Sequence[NDArray[np.uint8]], labels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many networks misread each image.

    Parameters
    ----------
    predicted : sequence of ndarray of uint8, each of shape (n,)
        What each network reads.
    labels : ndarray of uint8, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    counts = np.zeros(len(labels), np.int64)
    for each in predicted:
        counts += each != labels
    return counts


def hardest_first(counts: NDArray[np.int64], at_least: int = 1) -> NDArray[np.intp]:
    """Return the places of the images that at least so many networks misread, the hardest first."""
    places = np.flatnonzero(counts >= at_least)
    return places[np.argsort(-counts[places], kind="stable")]
