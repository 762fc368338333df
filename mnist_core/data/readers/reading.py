"""What a reader hands back: images, what they show, and how the file was understood.

A file says little about itself, so a reader decides much: where the label stands, what white is, which column only
counts the rows. Every decision is kept in words, so that a person can look at them before the images are used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS, MAX_SIDE, MIN_SIDE, side_of
from mnist_core.data.relatives import Relative
from mnist_core.errors import DataError

MAX_BYTES = 600 * 1024**2
"""Most that a file may hold, unpacked; MNIST takes 110 MB as CSV, the largest split of EMNIST 547 MB as IDX."""


@dataclass(frozen=True, eq=False)
class Reading:
    """The images of one file or folder.

    Attributes
    ----------
    images : ndarray of uint8, shape (n, pixels)
        Row by row from the top left, 0 for paper and 255 for ink.
    labels : ndarray of uint8, shape (n,), or None
        Places in `classes`; None where the file holds images only.
    classes : tuple of str
        What the labels stand for.
    account : dict of str to str
        What was understood, in words: "format", "separator", "header", "label", "pixels" and the like.
    notes : tuple of str
        What was passed over or converted; nothing to worry about.
    warnings : tuple of str
        What may be wrong with the images, and how to mend it.
    test : Reading or None
        The images to test by, where the file brings both.
    names : tuple of str
        What the files within a folder or an archive are called.
    relative : Relative or None
        Which of MNIST's relatives it is, where that is known.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8] | None
    classes: tuple[str, ...] = DIGITS
    account: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    test: "Reading | None" = None
    names: tuple[str, ...] = ()
    relative: Relative | None = None


@dataclass(frozen=True, eq=False, repr=False)
class LoadedData(ImageSet):
    """Labelled images from a file, with how the file was understood; serves wherever an `ImageSet` does.

    Attributes
    ----------
    test : ImageSet or None
        The images to test by, where the file or folder brings them or `load_data` was given some.
    account : dict of str to str
        What was understood: "format", "separator", "header", "label", "pixels" and the like.
    notes, warnings : tuple of str
        What was passed over or converted, and what may be wrong; a sentence each.
    """

    test: ImageSet | None = None
    account: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def train(self) -> ImageSet:
        """The images to learn from: these."""
        return self

    def __repr__(self) -> str:
        beside = f", {len(self.test):,} to test by" if self.test is not None else ""
        return f"LoadedData({len(self):,} images{beside})"


def parted(whole: Reading, parts: Sequence[str]) -> Reading:
    """Return a reading whose images are to learn from, or to test by where the word for them says "test"."""
    tests = np.array(["test" in part.lower() for part in parts])
    if tests.all() or not tests.any():
        return whole
    learned, tested = (
        replace(whole, images=whole.images[which], labels=None if whole.labels is None else whole.labels[which])
        for which in (~tests, tests)
    )
    return replace(learned, test=tested)


def check_side(height: int, width: int, name: str) -> None:
    """Raise a DataError unless images of this size can be used."""
    if height != width or not MIN_SIDE <= height <= MAX_SIDE:
        raise DataError(
            f"{name} holds images of {height:,} × {width:,} pixels; they must be square, "
            f"{MIN_SIDE} × {MIN_SIDE} to {MAX_SIDE} × {MAX_SIDE}"
        )


def as_rows(images: NDArray[np.generic], name: str) -> NDArray[np.generic]:
    """Return an array of images, with or without their axes, as one row of pixels each."""
    shape = images.shape
    if len(shape) == 4 and 1 in (shape[1], shape[3]):  # one channel, first or last
        shape = (shape[0], *(shape[2:] if shape[1] == 1 else shape[1:3]))
    if len(shape) == 4 and shape[3] in (3, 4):
        raise DataError(f"{name} holds images in colour, of shape {images.shape}; make them grey")
    if len(shape) == 3:
        check_side(shape[1], shape[2], name)
    elif len(shape) != 2 or side_of(shape[1]) is None:
        raise DataError(
            f"{name} holds images of shape {images.shape}; it must be (n, 28, 28), (n, 784) or that of another square "
            f"from {MIN_SIDE} × {MIN_SIDE} to {MAX_SIDE} × {MAX_SIDE}"
        )
    return images.reshape(shape[0], -1) if shape[0] else images.reshape(0, int(np.prod(shape[1:])))
