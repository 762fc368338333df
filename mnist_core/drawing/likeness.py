"""How far a drawing lies from what MNIST's digits are like, and what to change.

Size and place are evened out before a network sees a digit; the width of its stroke, its slant and its proportions are
not. What a network was never shown it reads badly, so a drawing that is beyond nearly all of MNIST in one of them is
told so.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import SIDE
from mnist_core.data.mnist import load_mnist

_SAMPLE = 3_000
"""Training images that the measures are taken of."""

_RARE = 0.02
"""What fewer than this share of MNIST's digits go beyond is worth a sentence."""

_ADVICE = {
    "stroke width": (
        "its stroke is thinner than that of {share} of MNIST's digits: use a wider pen, or draw smaller",
        "its stroke is thicker than that of {share} of MNIST's digits: use a narrower pen, or draw larger",
    ),
    "slant": (
        "it leans further to the left than {share} of MNIST's digits: draw it more upright",
        "it leans further to the right than {share} of MNIST's digits: draw it more upright",
    ),
    "proportion": (
        "",  # a one is as narrow as may be
        "it is wider for its height than {share} of MNIST's digits: draw it narrower",
    ),
}


@dataclass(frozen=True)
class Habit:
    """One measure of a drawing among MNIST's.

    Attributes
    ----------
    name : str
    value : float
        Pixels of 28 for the stroke width, degrees for the slant, width over height for the proportion.
    rank : float, 0 to 1
        Share of MNIST's digits whose value is smaller.
    """

    name: str
    value: float
    rank: float

    @property
    def advice(self) -> str:
        """What is unusual and what to change, or an empty text."""
        low, high = _ADVICE[self.name]
        if self.rank < _RARE:
            return low.format(share=_share(1 - self.rank))
        if self.rank > 1 - _RARE:
            return high.format(share=_share(self.rank))
        return ""


def habits(image: NDArray[Any]) -> tuple[Habit, ...]:
    """Return the measures of an image of shape (784,), as a network gets it, the rarest first."""
    found = []
    for name, values in measures(np.atleast_2d(image)).items():
        rank = float(np.searchsorted(_of_mnist()[name], values[0]) / _SAMPLE)
        found.append(Habit(name, float(values[0]), rank))
    return tuple(sorted(found, key=lambda habit: min(habit.rank, 1 - habit.rank)))


def measures(images: NDArray[Any]) -> dict[str, NDArray[np.float64]]:
    """Return stroke width, slant and proportion of images, each of shape (n,).

    A stroke of width w and length l has the area w l and an outline of about 2 l, which is the sum of the lengths of
    the gradient of its ink: the width is twice the area over that sum. Slant and proportion follow from the second
    moments of the ink.

    Parameters
    ----------
    images : array of shape (n, 784)
        uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
    """
    ink = images.reshape(-1, SIDE, SIDE).astype(np.float64)
    if images.dtype == np.uint8:
        ink /= 255
    area = np.maximum(ink.sum(axis=(1, 2)), 1e-9)
    down, across = (np.asarray(np.gradient(ink, axis=axis)) for axis in (1, 2))
    outline = np.maximum(np.hypot(down, across).sum(axis=(1, 2)), 1e-9)
    places = np.arange(SIDE)
    y = places[None, :, None] - (ink.sum(axis=2) @ places / area)[:, None, None]
    x = places[None, None, :] - (ink.sum(axis=1) @ places / area)[:, None, None]
    yy, xx = (np.maximum((ink * from_middle**2).sum(axis=(1, 2)) / area, 1e-9) for from_middle in (y, x))
    xy = (ink * x * y).sum(axis=(1, 2)) / area
    return {
        "stroke width": 2 * area / outline,
        "slant": np.degrees(np.arctan2(-xy, yy)),  # rows count downwards, so what leans to the right has xy < 0
        "proportion": np.sqrt(xx / yy),
    }


@cache
def _of_mnist() -> dict[str, NDArray[np.float64]]:
    """Return each measure of MNIST's digits, sorted."""
    return {name: np.sort(values) for name, values in measures(load_mnist().train.images[:_SAMPLE]).items()}


def _share(share: float) -> str:
    """Say how many of MNIST's digits, never all of them."""
    return f"{min(int(100 * share), 99)}%"
