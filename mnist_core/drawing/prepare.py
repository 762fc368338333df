"""From a drawing to an image like MNIST's.

A network reads what it was shown, and MNIST shows every digit in the same way: reduced to fit a box of 20 × 20 pixels
with its proportions kept, then placed in 28 × 28 so that its centre of mass lies at the centre. A drawing that is not
treated alike is a stranger to the network, however clear it looks to us.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import BOX, CENTRE_OF_MASS, SIDE
from mnist_core.drawing.ink import find_ink

_EDGE = 0.1
"""Ink below this share does not stretch the bounding box."""

_ROOM_FOR_MARGIN = 16
"""Pixels along a side from which an image has a margin around its digit."""


def prepare_drawing(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Turn a drawing or a photographed digit into an image like MNIST's.

    The longer side of the ink's bounding box becomes 20 pixels and its centre of mass comes to lie at the centre, to a
    fraction of a pixel. Both happen in one step: each pixel of the result is the mean of the ink on exactly the area
    that it covers in the drawing. All the ink is taken for one digit, be it a dot; `read_number` tells
    dots from digits and reads several.

    Parameters
    ----------
    picture : ndarray of uint8, shape (h, w, 4), (h, w, 3) or (h, w)
        Ink on a transparent background, or light on dark, or dark on light, told apart by the picture's border.

    Returns
    -------
    ndarray of float32, shape (784,), or None
        0 for paper to 1 for ink; None where nothing is drawn.

    Raises
    ------
    DrawingError
        If the array is not such a picture.

    References
    ----------
    Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits", 1998.
    """
    ink = find_ink(picture)
    return None if ink is None else place_ink(ink)


def place_ink(ink: NDArray[np.float64], side: int = SIDE) -> NDArray[np.float32]:
    """Reduce or enlarge the ink to MNIST's size and move it to MNIST's place, in images of another side likewise.

    In very small images there is no room for a margin, and the ink takes all of the height or of the width.
    """
    box = BOX * side / SIDE if side >= _ROOM_FOR_MARGIN else float(side)
    middle = (CENTRE_OF_MASS + 0.5) * side / SIDE if box < side else side / 2
    rows, columns = ink_bounds(ink)
    # Length of a pixel of the result in the drawing.
    step = max(rows.stop - rows.start, columns.stop - columns.start) / box
    down, across = (_centred_weights(ink.sum(axis=axis), step, side, middle) for axis in (1, 0))
    image = down @ ink @ across.T
    # Thin strokes must not come out grey: MNIST's ink is black at its core.
    scaled: NDArray[np.float32] = (image / image.max()).astype(np.float32)
    return scaled.reshape(-1)


def ink_bounds(ink: NDArray[np.float64]) -> tuple[slice, slice]:
    """Return the rows and columns of the ink's bounding box."""
    rows, columns = (np.flatnonzero((ink > _EDGE).any(axis=axis)) for axis in (1, 0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _centred_weights(profile: NDArray[np.float64], step: float, side: int, middle: float) -> NDArray[np.float64]:
    """Return the weights that put the centre of mass of the ink in each row at `middle`, pixels from the edge."""
    centre = profile @ (np.arange(len(profile)) + 0.5) / profile.sum()
    return area_weights(len(profile), centre - middle * step, step, side)


def area_weights(length: int, start: float, step: float, side: int = SIDE) -> NDArray[np.float64]:
    """Return what share of each pixel of the result each row (or column) of the drawing covers.

    Pixel i of the result covers [start + i·step, start + (i + 1)·step] of the drawing, row j covers [j, j + 1]: the
    weight is the length that the two share, over `step`.

    Parameters
    ----------
    length : int
        Rows of the drawing.
    start, step : float
        Where the result begins, and the length of its pixels, in rows.
    side : int, default 28
        Pixels of the result.

    Returns
    -------
    ndarray, shape (side, length)
    """
    places = np.arange(length)
    edges = start + step * np.arange(side + 1)[:, None]  # (side + 1, 1)
    shared = np.minimum(edges[1:], places + 1) - np.maximum(edges[:-1], places)
    weights: NDArray[np.float64] = np.maximum(shared, 0) / step
    return weights
