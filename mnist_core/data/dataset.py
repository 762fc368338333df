"""Labelled images: the values that the rest of the project passes around.

Images stay as the bytes they were published in, one row of 784 pixels each, and are scaled to numbers from 0 to 1 only
when a batch needs them; MNIST then takes 55 MB rather than 220. The arrays are read-only, so that one copy can serve
every page, and whoever holds a set knows that it was checked.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import CLASSES, PIXELS
from mnist_core.errors import ConfigurationError, DataError


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Images of digits and what they show.

    Attributes
    ----------
    images : ndarray of uint8, shape (n, 784)
        Rows of 28 × 28 pixels, 0 for paper and 255 for ink. Read-only.
    labels : ndarray of uint8, shape (n,)
        The digit of each image, 0 to 9. Read-only.

    Raises
    ------
    DataError
        If shapes or types differ from these or a label is above 9.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        if images.dtype != np.uint8 or images.ndim != 2 or images.shape[1] != PIXELS:
            raise DataError(f"images must be uint8 of shape (n, {PIXELS}), got {images.dtype} of shape {images.shape}")
        if labels.dtype != np.uint8 or labels.shape != (len(images),):
            raise DataError(f"labels must be uint8 of shape ({len(images)},), got {labels.dtype} of {labels.shape}")
        if labels.size and labels.max() >= CLASSES:
            raise DataError(f"labels must be digits from 0 to {CLASSES - 1}, got {labels.max()}")
        object.__setattr__(self, "images", _read_only(images))
        object.__setattr__(self, "labels", _read_only(labels))

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        return f"ImageSet({len(self):,} images)"

    def take(self, which: "NDArray[np.integer] | NDArray[np.bool_] | slice") -> "ImageSet":
        """Return the images at these places: a slice (shares memory), indices in any order, or a mask."""
        return ImageSet(self.images[which], self.labels[which])


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images to learn from and others to measure by.

    Attributes
    ----------
    train, test : ImageSet
        Choose settings by images held out of `train`; `test` only measures the result.
    """

    train: ImageSet
    test: ImageSet


def split_validation(train: ImageSet, size: int, *, rng: np.random.Generator) -> tuple[ImageSet, ImageSet]:
    """Set images aside, chosen at random, to judge by while training.

    Parameters
    ----------
    train : ImageSet
    size : int, 0 to len(train) - 1
        Images to set aside.
    rng : numpy.random.Generator

    Returns
    -------
    training, validation : ImageSet
        Without an image in common; both keep the order of `train`.

    Raises
    ------
    ConfigurationError
        If nothing would be left to learn from.
    """
    if not 0 <= size < max(len(train), 1):
        raise ConfigurationError(
            f"validation_size must be smaller than the number of training images, {len(train):,}, got {size:,}"
        )
    if size == 0:
        return train, train.take(slice(0))
    held_out = np.zeros(len(train), dtype=bool)
    held_out[rng.choice(len(train), size, replace=False)] = True
    return train.take(~held_out), train.take(held_out)


def _read_only(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a contiguous view that cannot be written to; the caller's own array stays as it is."""
    view = np.ascontiguousarray(array).view()
    view.setflags(write=False)
    return view
