"""What it makes of labels and images that they are known to be of one of MNIST's relatives.

Such files hold numbers; which class a number stands for, and whether images lie on their side, only their authors'
papers say. A name may be wrong, so what it says counts only where the images do not speak against it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS, PIXELS
from mnist_core.data.readers.orientation import resemble_digits, stand, turned
from mnist_core.data.readers.reading import Reading
from mnist_core.data.relatives import Relative, find_by_name


def as_relative(reading: Reading, names: Sequence[str], *, turn: Sequence[str] = ()) -> Reading:
    """Return a reading with classes named and images turned as those of one of MNIST's relatives, if it is of one.

    Parameters
    ----------
    reading : Reading
    names : sequence of str
        What its file or folder is called, beside what `reading.names` says.
    turn : sequence of str
        How a person asked to turn the images, who is then believed.
    """
    relative = reading.relative or find_by_name([*reading.names, *names])
    if relative is None:
        return reading
    known = _known(reading, relative)
    if known is None or not is_possible(known.images, known.labels, relative):
        return replace(reading, relative=None)
    notes = known.notes
    lies = relative.lies and "transpose" not in turn and not _stands(known)
    if lies:
        notes += (f"{relative.title} keeps images column by column; rows and columns were swapped",)
    test = replace(known.test, relative=relative) if known.test is not None else None
    return replace(
        known,
        images=turned(known.images, "transpose") if lies else known.images,
        notes=notes,
        account={"data": relative.title} | known.account,
        relative=relative,
        test=as_relative(test, (), turn=turn) if test is not None else None,
    )


def _known(reading: Reading, relative: Relative) -> Reading | None:
    """Return a reading whose classes have the relative's names; None if its labels are not the relative's numbers."""
    if reading.labels is None or reading.classes == relative.class_names:
        return reading
    if not all(name.isdecimal() for name in reading.classes):
        return reading if set(reading.classes) <= set(relative.class_names) else None
    numbers = np.array([int(name) for name in reading.classes])
    places = relative.places(numbers[reading.labels])
    return None if places is None else replace(reading, labels=places, classes=relative.class_names)


def is_possible(images: NDArray[np.uint8], labels: NDArray[np.uint8] | None, relative: Relative) -> bool:
    """Whether images may be the relative's: of its size, and not digits where it has none.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, pixels)
    labels : ndarray of uint8, shape (n,), or None
        Places in the relative's classes, where they are known.
    relative : Relative
    """
    if images.shape[1] != PIXELS:
        return False
    if labels is None or not len(labels) or "0" in relative.class_names or relative.first:
        return True
    return int(labels.max()) >= len(DIGITS) or not resemble_digits(images, labels)


def _stands(reading: Reading) -> bool:
    """Whether the digits among the images surely stand upright."""
    if reading.labels is None:
        return False
    digits = np.array([int(name) if name in DIGITS else -1 for name in reading.classes])[reading.labels]
    return stand(reading.images[digits >= 0][:2000], digits[digits >= 0][:2000])
