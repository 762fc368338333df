"""Arrays that are allocated once and lent out at every step.

Memory that is asked for at every step has to be found, and at times fetched from the system, at every step. So each
layer owns a few buffers that grow to the largest batch it has met; a smaller batch, such as the last one of an epoch,
borrows their first rows. Each starts on a border of the processor's cache lines.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
"""An array of the network's floating-point type."""


_CACHE_LINE = 64
"""Bytes that a processor moves at once."""

BLOCK = 32_768
"""Numbers a pass works on at a time: six such vectors of float32 take 768 kB, within a second-level cache of 1 MB."""


def aligned_zeros(shape: int | tuple[int, ...], dtype: DTypeLike) -> Array:
    """Return zeros that start on the border of a cache line; NumPy promises a quarter of that."""
    shape = (shape,) if isinstance(shape, int) else shape
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(size + _CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % _CACHE_LINE
    return memory[start : start + size].view(dtype).reshape(shape)


def blocks(*vectors: Array) -> Iterator[tuple[Array, ...]]:
    """Yield the same stretch of each vector, short enough that several passes over it find it in the cache."""
    for start in range(0, len(vectors[0]), BLOCK):
        yield tuple(vector[start : start + BLOCK] for vector in vectors)


class Buffer:
    """One array that is as large as the largest shape asked for, lent as a view of its first rows."""

    def __init__(self) -> None:
        self._whole: Array = np.empty((0,))
        self._view: Array = self._whole

    def like(self, x: Array) -> Array:
        """Return an array of `x`'s shape and type; its content is whatever was left there."""
        return self.take(x.shape, x.dtype)

    def take(self, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Return an array of this shape and type; the next call may lend the same memory again."""
        if self._view.shape == shape and self._view.dtype == dtype:
            return self._view
        fits = self._whole.dtype == dtype and self._whole.shape[1:] == shape[1:] and len(self._whole) >= shape[0]
        if not fits:
            self._whole = aligned_zeros(shape, dtype)
        self._view = self._whole[: shape[0]]
        return self._view
