"""Images as a network takes them: rows of numbers from 0 to 1, in its own floating-point type."""

from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.nn.arrays import Array, Buffer

_ROUNDING = 1e-5
"""By how much a pixel may be above 1."""


class Pixels:
    """Checks and scales images for a network of so many inputs.

    Parameters
    ----------
    inputs : int
        Pixels of an image.
    dtype : numpy.dtype
        The network's.
    """

    def __init__(self, inputs: int, dtype: np.dtype[Any]) -> None:
        self._inputs, self._dtype = inputs, dtype
        self._scaled = Buffer()

    def checked(self, images: NDArray[Any]) -> NDArray[Any]:
        """Return images as rows, shape (n, inputs), of bytes or of numbers from 0 to 1, or raise a ConfigurationError.

        They may have their two axes, and whole numbers may be of any type.
        """
        images = np.atleast_2d(images)
        side = isqrt(self._inputs)
        if images.shape[-2:] == (side, side) and side * side == self._inputs and images.ndim <= 3:
            images = images.reshape(-1, self._inputs)
        if images.ndim != 2 or images.shape[1] != self._inputs:
            raise ConfigurationError(f"images must have shape (n, {self._inputs}), got {images.shape}")
        if images.dtype == np.bool_:
            images = images.astype(self._dtype)
        if images.dtype.kind in "iu" and images.dtype != np.uint8:
            images = _as_bytes(images)
        if images.dtype != np.uint8 and not np.issubdtype(images.dtype, np.floating):
            raise ConfigurationError(f"images must be numbers, got {images.dtype}")
        if images.dtype != np.uint8 and images.size:
            low, high = images.min(), images.max()
            if not (low >= 0 and high <= 1 + _ROUNDING):  # also refuses what is not a number
                raise ConfigurationError(
                    f"floating-point images must be from 0 to 1, got {low:g} to {high:g}; divide by 255"
                )
        return images

    def scaled(self, images: NDArray[Any]) -> Array:
        """Return checked images in the network's type, bytes scaled to [0, 1]; valid until the next call."""
        x = self._scaled.take(images.shape, self._dtype)
        np.copyto(x, images, casting="same_kind")
        if images.dtype == np.uint8:
            x *= 1 / 255
        return x


def _as_bytes(images: NDArray[Any]) -> NDArray[np.uint8]:
    """Return whole numbers of another type as bytes, or raise a ConfigurationError."""
    low, high = (int(images.min()), int(images.max())) if images.size else (0, 0)
    if low < 0 or high > 255 or high == 1:
        mend = "give zeros and ones as floats or bools" if high == 1 and low >= 0 else "scale them first"
        raise ConfigurationError(f"images of whole numbers must be from 0 to 255, got {low} to {high}; {mend}")
    return images.astype(np.uint8)
