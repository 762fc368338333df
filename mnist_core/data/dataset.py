"""Labelled images: the values that the rest of the project passes around.

Images stay as the bytes they were published in, one row of pixels each, and are scaled to numbers from 0 to 1 only
when a batch needs them; MNIST then takes 55 MB rather than 220. The arrays are read-only, so that one copy can serve
every page, and whoever holds a set knows that it was checked.
"""

from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS, MAX_SIDE, MIN_SIDE, checked_class_names, side_of
from mnist_core.errors import ConfigurationError, DataError


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Images and what they show.

    Attributes
    ----------
    images : ndarray of uint8, shape (n, pixels)
        Rows of side × side pixels, 0 for paper and 255 for ink; MNIST's have 784. Read-only.
    labels : ndarray of uint8, shape (n,)
        The place of each image's class in `class_names`: the digit itself where these are digits. Read-only.
    class_names : tuple of str, default the digits
        What the images may show, 2 to 62 classes.

    Raises
    ------
    DataError
        If shapes or types differ from these, or a label has no name.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    class_names: tuple[str, ...] = DIGITS

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        if images.dtype != np.uint8 or images.ndim != 2 or side_of(images.shape[1]) is None:
            raise DataError(
                f"images must be uint8 of shape (n, 784), or of another square from {MIN_SIDE} × {MIN_SIDE} to "
                f"{MAX_SIDE} × {MAX_SIDE} pixels, got {images.dtype} of shape {images.shape}"
            )
        if labels.dtype != np.uint8 or labels.shape != (len(images),):
            raise DataError(f"labels must be uint8 of shape ({len(images)},), got {labels.dtype} of {labels.shape}")
        names = DIGITS if self.class_names == DIGITS else checked_class_names(self.class_names)
        if labels.size and labels.max() >= len(names):
            what = "digits" if names == DIGITS else "places of class names"
            raise DataError(f"labels must be {what} from 0 to {len(names) - 1}, got {labels.max()}")
        object.__setattr__(self, "images", _read_only(images))
        object.__setattr__(self, "labels", _read_only(labels))
        object.__setattr__(self, "class_names", names)

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        return f"ImageSet({len(self):,} images)"

    @property
    def image_side(self) -> int:
        """Pixels along a side of each image."""
        return isqrt(self.images.shape[1])

    def take(self, which: "NDArray[np.integer] | NDArray[np.bool_] | slice") -> "ImageSet":
        """Return the images at these places: a slice (shares memory), indices in any order, or a mask."""
        return ImageSet(self.images[which], self.labels[which], self.class_names)

    def with_classes(self, class_names: tuple[str, ...]) -> "ImageSet":
        """Return the same images with labels that are places in another list of classes.

        Names are matched as they are written. Where one list has no names but only numbers from 0, and both are as
        long, the places stand for the same classes.

        Raises
        ------
        DataError
            If an image shows a class that the list lacks.
        """
        if class_names == self.class_names:
            return self
        numbers = tuple(map(str, range(len(self.class_names))))
        if len(class_names) == len(numbers) and numbers in (class_names, self.class_names):
            return ImageSet(self.images, self.labels, class_names)
        places = {name: place for place, name in enumerate(class_names)}
        shown = np.unique(self.labels)
        unknown = [self.class_names[label] for label in shown if self.class_names[label] not in places]
        if unknown:
            raise DataError(
                f"some images show {', '.join(unknown[:3])}{' and more' if len(unknown) > 3 else ''}, which is none of "
                f"the classes {', '.join(class_names[:10])}{' …' if len(class_names) > 10 else ''}"
            )
        table = np.zeros(len(self.class_names), np.uint8)
        for label in shown:
            table[label] = places[self.class_names[label]]
        return ImageSet(self.images, table[self.labels], class_names)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images to learn from and others to measure by.

    Attributes
    ----------
    train, test : ImageSet
        Choose settings by images held out of `train`; `test` only measures the result.

    Raises
    ------
    DataError
        If the two differ in the size of their images, or `test` shows a class that `train` lacks.
    """

    train: ImageSet
    test: ImageSet

    def __post_init__(self) -> None:
        check_alike(self.train, self.test)
        object.__setattr__(self, "test", self.test.with_classes(self.train.class_names))

    @property
    def image_side(self) -> int:
        """Pixels along a side of each image."""
        return self.test.image_side

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the images may show."""
        return self.test.class_names


def check_alike(train: ImageSet, test: ImageSet) -> None:
    """Raise a DataError unless images to learn from and images to measure by are of one size."""
    if train.image_side != test.image_side:
        raise DataError(
            f"images to test by must have {train.image_side} × {train.image_side} pixels, as those to learn from, "
            f"got {test.image_side} × {test.image_side}"
        )


def hold_out(images: ImageSet, share: float, *, rng: np.random.Generator) -> tuple[ImageSet, ImageSet]:
    """Set a share of each class aside, chosen at random; both parts keep their order, and share no image."""
    held_out = np.zeros(len(images), dtype=bool)
    for label in np.unique(images.labels):
        places = np.flatnonzero(images.labels == label)
        held_out[rng.choice(places, round(len(places) * share), replace=False)] = True
    return images.take(~held_out), images.take(held_out)


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
