"""Reading a number: several digits beside one another.

The picture is split into pieces that look like digits by their geometry. A piece that is wider than digits are may be
two that touch: it is cut in two where a cut crosses the least ink, and the network judges whether the halves look more
like digits than the whole does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.framing import Framing
from mnist_core.data.image import DIGITS, PIXELS
from mnist_core.drawing.dot import ONLY_A_DOT, is_dot
from mnist_core.drawing.prepare import place_ink
from mnist_core.drawing.segment import Box, Piece, cut, find_digits
from mnist_core.errors import DrawingError

_WIDE, _VERY_WIDE = 0.95, 1.5
"""Width over height from which a piece may be two digits, and from which it most likely is."""

_GAIN = (0.35, 0.0)
"""By how much the halves' least confidence must exceed the whole's, at either width."""

_MOST_CUTS = 3
"""Halves are cut again at most so often."""


_SIGN = 2
"""Letters at most of the name of something that one writes, and not of a thing."""


class Reader(Protocol):
    """What reads digits, such as a `NeuralNetwork`; without `layer_sizes` it takes images of 28 × 28 pixels."""

    def predict_proba(self, images: NDArray[Any], /) -> NDArray[np.floating]:
        """Return the probability of each class, shape (n, classes), for images of shape (n, pixels)."""


@dataclass(frozen=True)
class DigitReading:
    """One digit of a number as a network reads it.

    Attributes
    ----------
    box : tuple of four int
        Left, top, right and bottom in the picture, pixels.
    image : ndarray of float32, shape (pixels,), 0 to 1
        What the network was shown.
    probabilities : ndarray, shape (classes,)
    """

    box: Box
    image: NDArray[np.float32]
    probabilities: NDArray[np.floating]

    @property
    def digit(self) -> int:
        """The most probable digit, or the place of another class."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """Its probability."""
        return float(self.probabilities.max())


def reads_several(class_names: Sequence[str]) -> bool:
    """Whether a picture may show several classes side by side: digits and letters may, things such as a coat do not."""
    return max(map(len, class_names)) <= _SIGN


def read_number(network: Reader, picture: NDArray[np.uint8], framing: Framing | None = None) -> list[DigitReading]:
    """Read the digits in a picture, line by line and from left to right.

    Parameters
    ----------
    network : NeuralNetwork
    picture : ndarray of uint8, shape (h, w), (h, w, 3) or (h, w, 4)
        Digits in any ink on any background, as for `prepare_drawing`.
    framing : Framing, optional
        How ink lies in the images that the network learned from. Default: as in MNIST's.

    Returns
    -------
    list of DigitReading
        Empty where nothing is drawn.

    Raises
    ------
    DrawingError
        If the array is not such a picture, or shows only a dot.
    """
    several = reads_several(getattr(network, "class_names", DIGITS))
    pieces = find_digits(picture, whole=not several)
    if pieces and all(is_dot(piece.share) for piece in pieces):
        raise DrawingError(ONLY_A_DOT)
    return [reading for piece in pieces for reading in _read(network, piece, framing, _MOST_CUTS * several)]


def _read(network: Reader, piece: Piece, framing: Framing | None, cuts: int) -> list[DigitReading]:
    """Read a piece whole, or as two where that is the better reading."""
    whole = _reading(network, piece, framing)
    left, top, right, bottom = piece.box
    wide = (right - left) / (bottom - top)
    if wide < _WIDE or cuts == 0:
        return [whole]
    halves = cut(piece)
    if halves is None or any(half.share.max() < 0.5 or half.box[2] <= half.box[0] for half in halves):
        return [whole]
    read = [reading for half in halves for reading in _read(network, half, framing, cuts - 1)]
    gain = min(reading.confidence for reading in read) - whole.confidence
    return read if gain > np.interp(wide, (_WIDE, _VERY_WIDE), _GAIN) else [whole]


def _reading(network: Reader, piece: Piece, framing: Framing | None) -> DigitReading:
    sizes = getattr(network, "layer_sizes", (PIXELS,))
    image = place_ink(piece.share, isqrt(sizes[0]), framing)
    return DigitReading(piece.box, image, network.predict_proba(image.reshape(1, -1))[0])
