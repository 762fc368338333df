"""The form of images: how large they are, what they show, and where in MNIST's the digit lies.

Networks here read square grey images of 8 to 64 pixels a side, of 2 to 62 classes. The numbers in capitals are those
of MNIST, from which everything else is measured.

A place within an image is counted in pixels' indices: 0 is the middle of the first pixel, 27 that of the last, and
13.5 the middle of the image.
"""

from collections.abc import Iterable
from math import isqrt

from mnist_core.errors import DataError

SIDE = 28
"""Pixels along a side."""

PIXELS = SIDE * SIDE
"""Pixels of one image, row by row from the top left."""

CLASSES = 10
"""Digits to tell apart."""

DIGITS = tuple(map(str, range(CLASSES)))
"""What the classes are called where they are digits."""

BOX = 20
"""Pixels that the longer side of a digit takes."""

MIDDLE = (SIDE - 1) / 2
"""The image's middle along either axis."""

CENTRE_OF_MASS = 14.0
"""Where the digits' centres of mass lie along either axis.

Measured over the 60,000 training images: 13.996 down and 14.007 across. That is half a pixel from the middle, but it
is what networks are trained on.
"""

MIN_SIDE, MAX_SIDE = 8, 64
"""Pixels along a side of the smallest and of the largest images."""

FEWEST_CLASSES, MOST_CLASSES = 2, 62
"""As many as letters in both cases and digits make."""

LONGEST_CLASS_NAME = 40


def side_of(pixels: int) -> int | None:
    """Return the side of a square image of so many pixels, or None if there is no such image."""
    side = isqrt(max(pixels, 0))
    return side if side * side == pixels and MIN_SIDE <= side <= MAX_SIDE else None


def checked_class_names(names: Iterable[object]) -> tuple[str, ...]:
    """Return the classes' names as a tuple of str.

    Raises
    ------
    DataError
        If there are fewer than 2 or more than 62, two are alike, or one is empty or longer than 40 characters.
    """
    found = tuple(str(name) for name in names)
    if not FEWEST_CLASSES <= len(found) <= MOST_CLASSES:
        raise DataError(f"classes must be {FEWEST_CLASSES} to {MOST_CLASSES}, got {len(found)}")
    if len(set(found)) < len(found):
        raise DataError("class names must differ from one another, got one of them twice")
    for name in found:
        if not name.strip() or len(name) > LONGEST_CLASS_NAME or not name.isprintable():
            raise DataError(
                f"a class's name must have 1 to {LONGEST_CLASS_NAME} printable characters, got {name[:60]!r}"
            )
    return found
