"""How a network does on kinds of images: on thin strokes, on slanted ones, on little ink.

One accuracy hides on what a network fails. The images are sorted by a measure and cut into fifths, and each fifth gets
its accuracy and its interval; where the intervals of two fifths do not meet, the measure matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import SIDE
from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.intervals import wilson_interval

FIFTHS = 5
MEASURES = {"stroke width": "pixels", "slant": "degrees to the right", "ink": "pixels' worth", "size": "pixels"}
"""By what digits are sorted, and in which unit."""


@dataclass(frozen=True, eq=False)
class Slice:
    """The images whose measure lies between two values.

    Attributes
    ----------
    low, high : float
        Smallest and largest value in it.
    places : ndarray of intp
        Where its images stand.
    correct : int
        Images read correctly.
    """

    low: float
    high: float
    places: NDArray[np.intp]
    correct: int

    @property
    def accuracy(self) -> float:
        """Share read correctly, 0 to 1."""
        return self.correct / len(self.places)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of the accuracy, 95%."""
        return wilson_interval(self.correct, len(self.places))


def cut(values: NDArray[np.floating[Any]], correct: NDArray[np.bool_], parts: int = FIFTHS) -> list[Slice]:
    """Cut images into parts of equal size by a measure.

    Images of equal value stay together, so where many share one the parts differ in size, and an empty one is left out.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The measure of each image.
    correct : ndarray of bool, shape (n,)
        Whether each was read correctly.
    parts : int, >= 1, default 5
    """
    if values.shape != correct.shape:
        raise ConfigurationError(f"values and correct must be of the same images, got {values.shape}, {correct.shape}")
    if not len(values):
        return []
    edges = np.quantile(values, np.arange(1, parts) / parts)
    part = np.searchsorted(edges, values, side="left")
    slices = []
    for number in range(parts):
        places = np.flatnonzero(part == number)
        if len(places):
            inside = values[places]
            slices.append(Slice(float(inside.min()), float(inside.max()), places, int(correct[places].sum())))
    return slices


def worst(slices: Sequence[Slice]) -> Slice | None:
    """Return the slice that is read worst, if its interval lies below that of all images together; else None."""
    if not slices:
        return None
    lowest = min(slices, key=lambda item: item.accuracy)
    total, right = sum(len(item.places) for item in slices), sum(item.correct for item in slices)
    return lowest if lowest.interval[1] < wilson_interval(right, total)[0] else None


def range_text(item: Slice) -> str:
    """Return the values of a slice, such as "2.1 to 2.5"."""
    return f"{item.low:.1f} to {item.high:.1f}".replace("-", "−")


def measure_title(name: str) -> str:
    """Return the name of one of the `MEASURES` with its unit, for an axis."""
    return f"{name.capitalize()}, {MEASURES[name]}"


def weakness(by_measure: Mapping[str, Sequence[Slice]]) -> str:
    """Say on what a network does worse than on all images, by more than luck.

    Parameters
    ----------
    by_measure : mapping
        The slices by each of the `MEASURES`.
    """
    found = [(name, item) for name, slices in by_measure.items() if (item := worst(slices)) is not None]
    if not found:
        return "No fifth is read worse than all images together by more than luck."
    phrases = [f"{name} {range_text(item)} {MEASURES[name]} ({item.accuracy:.2%})" for name, item in found]
    return f"It reads worse than on all images together, by more than luck, where: {'; '.join(phrases)}."


def ink_and_size(images: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    """Return how much ink each image has and how large its digit is.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, 784)

    Returns
    -------
    dict
        "ink": pixels' worth of full ink, shape (n,). "size": the square root of width times height of the box around
        what is darker than half ink, pixels, shape (n,); 0 where nothing is.
    """
    dark = images.reshape(-1, SIDE, SIDE) > 127
    height, width = (_extent(np.any(dark, axis=axis)) for axis in (2, 1))
    return {"ink": images.sum(axis=1, dtype=np.int64) / 255, "size": np.sqrt(height * width)}


def _extent(dark: Any) -> NDArray[np.float64]:
    """Return how far it is from the first to the last dark row, or column, of each image."""
    first, last = dark.argmax(axis=1), SIDE - 1 - dark[:, ::-1].argmax(axis=1)
    extent: NDArray[np.float64] = np.where(dark.any(axis=1), last - first + 1, 0).astype(np.float64)
    return extent
