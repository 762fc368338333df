"""The images that are most like a given one: what a network might have learned its answer from.

Two images are alike if their pixels are: the Euclidean distance between the rows of ink. It knows nothing of any
network, so it also says what a reader who only remembers would answer.

Comparing one image with 60,000 others pixel by pixel takes too long for a page that answers at once. Along a few
orthogonal directions that hold most of the ink's variety it is quick, and a distance along these alone is never more
than the whole one. So whatever is farther by it than the tenth nearest found so far need not be looked at.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError

_DIRECTIONS = 48
_SAMPLE = 4000
"""Directions in which images are compared first, and images from which they are learned."""

_ROUNDING = 1e-3
"""By how much a bound may be above the distance, from float32."""

_ROWS = 2000
"""Images handled at a time; it bounds the memory."""


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
    def _directions(self) -> NDArray[np.float32]:
        """The images' main directions, shape (784, k), orthonormal."""
        sample = self._images[:: max(1, len(self._images) // _SAMPLE)].astype(np.float32) / 255
        sample -= sample.mean(axis=0)
        _, vectors = np.linalg.eigh(sample.T @ sample)
        directions: NDArray[np.float32] = vectors[:, -_DIRECTIONS:]
        return directions

    @cached_property
    def _places(self) -> NDArray[np.float32]:
        """Where each image lies along the directions, shape (n, k + 1); the last is how far it is off them."""
        places = np.empty((len(self._images), self._directions.shape[1] + 1), np.float32)
        for start in range(0, len(places), _ROWS):
            places[start : start + _ROWS] = self._placed(self._images[start : start + _ROWS])
        return places

    def _placed(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Return where images of ink from 0 to 255 lie."""
        ink = images.astype(np.float32) / 255
        along = ink @ self._directions
        off = np.sqrt(np.maximum(np.einsum("ij,ij->i", ink, ink) - np.einsum("ij,ij->i", along, along), 0))
        return np.column_stack([along, off])

    def most_alike(self, image: NDArray[Any], count: int = 10) -> Neighbours:
        """Return the images nearest to this one; none is missed.

        Parameters
        ----------
        image : array of shape (784,)
            uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
        count : int, >= 1, default 10
            Fewer are returned where there are fewer.

        Notes
        -----
        With P the projection on the directions and Q = 1 - P, ‖x - y‖² = ‖P(x - y)‖² + ‖Q(x - y)‖², and the last is
        at least (‖Qx‖ - ‖Qy‖)²: a lower bound from 49 numbers an image instead of 784.
        """
        if count < 1:
            raise ConfigurationError(f"count must be at least 1, got {count}")
        wanted = np.asarray(image)
        if wanted.shape != self._images.shape[1:]:
            raise ConfigurationError(f"image must have shape {self._images.shape[1:]}, got {wanted.shape}")
        if not len(self._images):
            return Neighbours(np.empty(0, np.intp), np.empty(0, np.float32))
        ink = wanted.astype(np.float32) * np.float32(1 if wanted.dtype == np.uint8 else 255)
        apart = self._places - self._placed(ink[None])
        bounds = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        first = np.argpartition(bounds, min(count, len(bounds)) - 1)[:count]
        limit = self._distances(first, ink).max() + _ROUNDING  # the tenth nearest is not farther than this
        possible = np.flatnonzero(bounds <= limit)
        distances = self._distances(possible, ink)
        order = np.argsort(distances, kind="stable")[:count]
        return Neighbours(possible[order], distances[order])

    def _distances(self, places: NDArray[np.intp], ink: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how far the images at these places are from one, ink from 0 to 255."""
        distances: NDArray[np.float32] = np.linalg.norm(self._images[places] - ink, axis=1) / np.float32(255)
        return distances
