"""Arrays of any number type as images of bytes and labels of classes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import CLASSES, MOST_CLASSES
from mnist_core.data.readers.classes import HIGHEST, as_classes
from mnist_core.errors import DataError

_ROWS = 2048


def as_bytes(pixels: NDArray[Any], name: str) -> tuple[NDArray[np.uint8], bool]:
    """Return rows of pixels as bytes of 0 to 255, and whether they went from 0 to 1.

    Raises
    ------
    DataError
        If they are neither whole numbers from 0 to 255 nor numbers from 0 to 1.
    """
    if pixels.dtype == np.bool_:
        pixels = pixels.view(np.uint8)
    if pixels.dtype.kind not in "uif":
        raise DataError(f"{name} holds pixels of type {pixels.dtype}; they must be numbers")
    if not pixels.size:
        raise DataError(f"{name} holds no images")
    low, high = pixels.min(), pixels.max()
    if not (low >= 0 and high <= 255):  # also for what is not a number
        raise DataError(f"{name}: pixels must be from 0 to 255, or from 0 to 1, got {low:g} to {high:g}")
    unit = bool(0 < high <= 1)
    result = np.empty(pixels.shape, np.uint8)
    for start in range(0, len(pixels), _ROWS):
        rows = slice(start, start + _ROWS)
        part = pixels[rows]
        if unit:
            result[rows] = np.rint(part * 255.0)
        elif pixels.dtype.kind == "f" and (part != np.rint(part)).any():
            raise DataError(f"{name}: pixels must be whole numbers from 0 to 255, or from 0 to 1; round them first")
        else:
            result[rows] = part
    return result, unit


def as_labels(labels: NDArray[Any], count: int, name: str) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return each image's place in a list of classes and what these are called.

    Parameters
    ----------
    labels : ndarray of shape (count,) or (count, classes)
        Numbers, names, or rows with a 1 at the place of the class.
    count : int
    name : str
        What messages call the file.

    Raises
    ------
    DataError
        If there are not `count` labels, or they are not those of 2 to 62 classes.
    """
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and 2 <= labels.shape[1] <= MOST_CLASSES and labels.dtype.kind in "biuf":
        if not (((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
            raise DataError(f"{name}: labels in {labels.shape[1]} columns must be 0 but for a single 1 in each row")
        labels = labels.argmax(axis=1)
    if labels.shape != (count,):
        raise DataError(f"{name} holds {count:,} images but labels of shape {labels.shape}; it must be ({count:,},)")
    if labels.dtype.kind in "SU":
        return as_classes(labels.astype(str), name)
    if labels.dtype.kind not in "biuf":
        raise DataError(f"{name} holds labels of type {labels.dtype}; they must be whole numbers or names")
    wrong = ~((labels >= 0) & (labels <= HIGHEST))
    if labels.dtype.kind == "f":
        wrong |= labels != np.rint(labels)
    if wrong.any():
        place = int(wrong.argmax())
        raise DataError(
            f"{name}: each label must be a whole number from 0 to {CLASSES - 1}, or of another class, "
            f"got {labels[place].item()!r} for image {place + 1:,}"
        )
    return as_classes(labels.astype(np.int64), name)
