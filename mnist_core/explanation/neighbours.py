"""The images that are most like a given one: what a network might have learned its answer from.

Two images are alike if their pixels are: the Euclidean distance between the rows of ink. It knows nothing of any
network, so it also says what a reader who only remembers would answer.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError

_ROWS = 2000
"""Images compared at a time, few enough for the processor's cache."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Images that are like another one, the most alike first.

    Attributes
    ----------
    places : ndarray of intp, shape (count,)
        Where they stand among the images that were searched.
    distances : ndarray of float32, shape (count,)
        Euclidean, with ink from 0 to 1; two images of the same pixels have 0.
    """

    places: NDArray[np.intp]
    distances: NDArray[np.float32]


class ImageIndex:
    """Images to be searched for those that are like another one.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, 784)
        Kept as they are; nothing is copied.
    """

    def __init__(self, images: NDArray[np.uint8]) -> None:
        self._images = images

    @cached_property
    def _squares(self) -> NDArray[np.float32]:
        """Σ_k y_k² of each image, ink from 0 to 255."""
        squares = np.empty(len(self._images), np.float32)
        for start in range(0, len(squares), _ROWS):
            block = self._images[start : start + _ROWS].astype(np.float32)
            squares[start : start + _ROWS] = np.einsum("ij,ij->i", block, block)
        return squares

    def most_alike(self, image: NDArray[Any], count: int = 10) -> Neighbours:
        """Return the images nearest to this one.

        Parameters
        ----------
        image : array of shape (784,)
            uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
        count : int, >= 1, default 10
            Fewer are returned where there are fewer.

        Notes
        -----
        ‖x - y‖² = ‖x‖² - 2 x·y + ‖y‖², so all distances are one product of a matrix with a vector. The few that are
        nearest by it are measured again without cancellation.
        """
        if count < 1:
            raise ConfigurationError(f"count must be at least 1, got {count}")
        wanted = np.asarray(image)
        if wanted.shape != self._images.shape[1:]:
            raise ConfigurationError(f"image must have shape {self._images.shape[1:]}, got {wanted.shape}")
        ink = wanted.astype(np.float32) * np.float32(1 if wanted.dtype == np.uint8 else 255)
        far = self._squares.copy()
        for start in range(0, len(far), _ROWS):
            far[start : start + _ROWS] -= 2 * (self._images[start : start + _ROWS].astype(np.float32) @ ink)
        nearest = np.argpartition(far, min(2 * count, len(far) - 1))[: 2 * count] if len(far) else np.arange(0)
        distances = np.linalg.norm(self._images[nearest] - ink, axis=1) / 255
        order = np.argsort(distances, kind="stable")[:count]
        return Neighbours(nearest[order], distances[order].astype(np.float32))
