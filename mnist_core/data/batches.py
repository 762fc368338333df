"""From a data set to the batches that a step of training works on.

An epoch visits every image once, in an order drawn anew; a batch is the next few of that order. Copying its rows and
scaling them from 0–255 to 0–1 happens in every step, so both write into arrays that the caller keeps: after the first
step nothing is allocated.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

PIXEL_SCALE = 1 / 255
"""Turns a pixel's byte into a number from 0 to 1."""


def epoch_order(n: int, *, shuffle: bool, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the order in which an epoch visits `n` images: a random permutation, or 0 to n - 1."""
    return rng.permutation(n).astype(np.intp, copy=False) if shuffle else np.arange(n, dtype=np.intp)


def batch_count(n: int, batch_size: int) -> int:
    """Return how many batches `n` images make; the last one may be smaller."""
    return -(-n // batch_size)


def batch_slices(n: int, batch_size: int) -> Iterator[slice]:
    """Yield the slices that cut `n` places into batches; the last one may be smaller."""
    for start in range(0, n, batch_size):
        yield slice(start, min(start + batch_size, n))


def gather_scaled(
    images: NDArray[np.uint8],
    indices: NDArray[np.intp],
    raw: NDArray[np.uint8],
    scaled: NDArray[np.floating[Any]],
) -> NDArray[np.floating[Any]]:
    """Copy the images at `indices` and scale them to 0–1, without allocating.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, pixels)
    indices : ndarray of intp, shape (k,)
        Each from 0 to n - 1; not checked.
    raw : ndarray of uint8, shape (at least k, pixels)
        Scratch for the copied bytes.
    scaled : ndarray of float, shape (at least k, pixels)
        Receives the result.

    Returns
    -------
    ndarray of float, shape (k, pixels)
        The first k rows of `scaled`.
    """
    raw, scaled = raw[: len(indices)], scaled[: len(indices)]
    # Any mode but "raise" lets `take` write straight into `out` instead of through a temporary copy.
    np.take(images, indices, axis=0, out=raw, mode="clip")
    return scale(raw, scaled)


def scale(images: NDArray[np.uint8], out: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Scale bytes to 0–1 into `out`, of the same shape, and return it."""
    # Converting and then multiplying in place needs none of the buffers of a multiplication of mixed types.
    np.copyto(out, images)
    np.multiply(out, PIXEL_SCALE, out=out)
    return out
