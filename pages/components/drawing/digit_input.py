"""From what a person drew or uploaded to what a network reads."""

import numpy as np
from numpy.typing import NDArray

from mnist_core.drawing.ink import find_ink
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.errors import DrawingError
from pages.components.drawing.canvas import BRUSH_RANGE

LEAST_DRAWN = BRUSH_RANGE[1] + 2
"""Pixels that a drawing must span; the widest pen leaves a smaller dot."""

LEAST_UPLOADED = 5
"""Pixels that the digit in a picture must span."""


def prepare_digit(picture: NDArray[np.uint8], *, least: int) -> NDArray[np.float32] | None:
    """Turn a picture into what a network reads, or None where nothing is in it.

    Raises
    ------
    DrawingError
        If there is only a dot, less than `least` pixels either way: enlarged to a digit's size it would be read as one.
    """
    ink = find_ink(picture)
    if ink is None:
        return None
    rows, columns = np.nonzero(ink > 0.5)
    if max(np.ptp(rows), np.ptp(columns)) + 1 < least:
        raise DrawingError("this is only a dot; a digit has to be larger")
    return prepare_drawing(picture)
