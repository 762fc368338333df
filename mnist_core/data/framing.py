"""How what a picture shows lies in it, measured on the images that a network learns from.

MNIST brings the longer side of each digit to 20 of its 28 pixels and its centre of mass to the middle. Others do
otherwise: the small digits are stretched until they fill the frame from top to bottom, EMNIST puts the ink's box in
the middle. A drawing is read well only if it is placed as the images were, and the images tell how that is.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import BOX, CENTRE_OF_MASS, SIDE
from mnist_core.errors import ConfigurationError

EDGE = 0.1
"""Ink below this share of an image's peak does not stretch its bounding box."""

_MEASURED = 5_000
"""Images that are measured at most, spread evenly over the data."""

_STRETCHED = 0.15
"""Heights and widths that both vary by less than this share of their mean were made alike."""

_ROOM_FOR_MARGIN = 16
"""Pixels along a side from which images of unknown origin are taken to have a margin."""


@dataclass(frozen=True)
class Framing:
    """Where ink is put in an image, and how large it is made.

    Attributes
    ----------
    height, width : float, pixels
        The box that the ink's bounding box is fitted into.
    row, column : float, pixels from the top and left edge
        The point that it is put on.
    row_by_mass, column_by_mass : bool
        Whether its centre of mass comes there, or the middle of its bounding box.
    stretched : bool
        Whether it fills the box both ways. Otherwise its proportions are kept.

    Raises
    ------
    ConfigurationError
        If a number is not finite and positive, or larger than images are.
    """

    height: float
    width: float
    row: float
    column: float
    row_by_mass: bool = True
    column_by_mass: bool = True
    stretched: bool = False

    def __post_init__(self) -> None:
        for name in ("height", "width", "row", "column"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 64:
                raise ConfigurationError(f"{name} of a framing must be a number in (0, 64], got {value!r:.60}")
        for name in ("row_by_mass", "column_by_mass", "stretched"):
            if not isinstance(getattr(self, name), bool):
                raise ConfigurationError(f"{name} of a framing must be true or false, got {getattr(self, name)!r:.60}")

    def steps(self, height: float, width: float) -> tuple[float, float]:
        """Return the length of a pixel of the image, down and across, in pixels of a drawing whose ink is so large."""
        down, across = height / self.height, width / self.width
        return (down, across) if self.stretched else (max(down, across),) * 2

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s output, of unknown origin; anything else raises a ConfigurationError."""
        try:
            return cls(**values)
        except TypeError:
            raise ConfigurationError(f"a framing must say how ink lies in an image, got {values!r:.60}") from None


def usual_framing(side: int) -> Framing:
    """Return MNIST's framing in images of this side; very small ones have no room for a margin, and are filled."""
    if side < _ROOM_FOR_MARGIN:
        return Framing(side, side, side / 2, side / 2)
    box, middle = BOX * side / SIDE, (CENTRE_OF_MASS + 0.5) * side / SIDE
    return Framing(box, box, middle, middle)


def measure_framing(images: NDArray[np.uint8]) -> Framing:
    """Return how ink lies in images of shape (n, pixels); where there is none at all, as MNIST would have it.

    Lengths are medians, so that a few odd images do not count. Along each axis, what varies less from image to image,
    the centre of mass or the middle of the box, is what the images were placed by.
    """
    side = math.isqrt(images.shape[1])
    some = images[:: -(-len(images) // _MEASURED) or 1].reshape(-1, side, side).astype(np.float64)
    peaks = some.max(axis=(1, 2))
    some, peaks = some[peaks > 0], peaks[peaks > 0]
    if not len(some):
        return usual_framing(side)
    inked = some > EDGE * peaks[:, None, None]
    sizes, rules = [], []
    for axis in (1, 2):  # down, then across
        reached, profile = inked.any(axis=3 - axis), some.sum(axis=3 - axis)  # (n, side)
        first, end = reached.argmax(axis=1), side - reached[:, ::-1].argmax(axis=1)
        mass, middle = profile @ (np.arange(side) + 0.5) / profile.sum(axis=1), (first + end) / 2
        by_mass = bool(mass.std() <= middle.std())
        sizes.append((end - first).astype(np.float64))
        rules.append((_rounded(float(np.median(mass if by_mass else middle))), by_mass))
    (row, row_by_mass), (column, column_by_mass) = rules
    heights, widths = sizes
    stretched = len(some) > 1 and all(size.std() < _STRETCHED * size.mean() for size in sizes)
    if stretched:
        height, width = (_rounded(float(size.mean())) for size in sizes)
    else:
        height = width = _rounded(float(np.median(np.maximum(heights, widths))))
    return Framing(height, width, row, column, row_by_mass, column_by_mass, stretched)


def _rounded(value: float) -> float:
    """Return a length to a tenth of a pixel: MNIST's come out as they are known to be."""
    return round(value, 1)
