"""What the labels of a file stand for.

A label is a number or a name. Labels that are all digits are those of MNIST unless so many images lack one of them
that it cannot be chance; other labels are classes as they are written, in their natural order.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import CLASSES, DIGITS, FEWEST_CLASSES, MOST_CLASSES, checked_class_names
from mnist_core.errors import DataError

ENOUGH = 500
"""With so many images, a digit that does not occur is no class of them."""

HIGHEST = 9999
"""Largest number that a label may be."""

_MOST_STRAYS = 2
_RARE = 0.01


def is_label(values: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Whether each number may be a label."""
    fits: NDArray[np.bool_] = (values == np.rint(values)) & (values >= 0) & (values <= HIGHEST)
    return fits


def is_digit(values: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Whether each number is a digit's."""
    return is_label(values) & (values < CLASSES)


def as_classes(
    labels: NDArray[Any], name: str, *, stray: DataError | None = None
) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return labels as places in a list of classes, and what these are called.

    Parameters
    ----------
    labels : ndarray of whole numbers or of texts, shape (n,)
    name : str
        What messages call the file.
    stray : DataError, optional
        What to raise for the first label that is not a digit's, if it is an accident among digits.

    Raises
    ------
    DataError
        If they are not of 2 to 62 classes, or a few that are not digits stand among many that are.
    """
    if labels.dtype.kind in "SUO":
        texts = np.array([str(label).strip() for label in labels.tolist()])
        numeric = all(text.isascii() and text.isdigit() and len(text) <= 4 for text in set(texts.tolist()))
        labels = texts.astype(np.int64) if numeric else texts
    found, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    numbers = labels.dtype.kind != "U"
    names = tuple(str(int(value)) if numbers else str(value) for value in found)
    _refuse_strays(names, counts, labels, name, stray)
    if len(found) > MOST_CLASSES:
        raise DataError(f"{name} holds {len(found):,} different labels; there must be 2 to {MOST_CLASSES} classes")
    if numbers and found[-1] < CLASSES and (len(found) in (1, CLASSES) or len(labels) < ENOUGH):
        return labels.astype(np.uint8), DIGITS
    if len(found) < FEWEST_CLASSES:
        raise DataError(f"{name} shows nothing but {names[0][:40]!r}; there must be 2 to {MOST_CLASSES} classes")
    try:
        return places.reshape(-1).astype(np.uint8), checked_class_names(names)
    except DataError as error:
        raise DataError(f"{name}: {error}") from None


def _refuse_strays(
    names: tuple[str, ...], counts: NDArray[np.intp], labels: NDArray[Any], name: str, stray: DataError | None
) -> None:
    """Raise a DataError if hardly any label among digits is something else."""
    others = [place for place, text in enumerate(names) if text not in DIGITS]
    usual = [place for place, text in enumerate(names) if text in DIGITS]
    if not usual or not 0 < len(others) <= _MOST_STRAYS:
        return
    rare = max(1.0, _RARE * float(counts[usual].mean()))
    if len(usual) >= len(others) and all(counts[place] <= rare for place in others):
        wrong = ~np.isin(labels.astype(str), DIGITS)
        place = int(wrong.argmax())
        raise stray or DataError(
            f"{name}: each label must be a whole number from 0 to {CLASSES - 1}, got {labels[place].item()!r:.20} "
            f"for image {place + 1:,}"
        )
