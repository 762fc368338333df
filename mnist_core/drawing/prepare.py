"""From a drawing to an image like MNIST's.

A network reads what it was shown, and MNIST shows every digit in the same way: reduced to fit a box of 20 × 20 pixels
with its proportions kept, then placed in 28 × 28 so that its centre of mass lies at the centre. A drawing that is not
treated alike is a stranger to the network, however clear it looks to us.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.framing import EDGE, Framing, usual_framing
from mnist_core.data.image import SIDE
from mnist_core.drawing.ink import find_ink


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


def place_ink(ink: NDArray[np.float64], side: int = SIDE, framing: Framing | None = None) -> NDArray[np.float32]:
    """Bring the ink to the size and the place that a framing says, by default MNIST's, in an image of `side` pixels."""
    framing = framing or usual_framing(side)
    bounds = ink_bounds(ink)
    steps = framing.steps(*(bound.stop - bound.start for bound in bounds))
    by_mass = (framing.row_by_mass, framing.column_by_mass)
    places = [place_of(ink, axis, bounds[axis], by_mass=by_mass[axis]) for axis in (0, 1)]
    starts = [place - to * step for place, to, step in zip(places, (framing.row, framing.column), steps, strict=True)]
    down, across = (area_weights(ink.shape[axis], starts[axis], steps[axis], side) for axis in (0, 1))
    image = down @ ink @ across.T
    # Thin strokes must not come out grey: MNIST's ink is black at its core.
    scaled: NDArray[np.float32] = (image / image.max()).astype(np.float32)
    return scaled.reshape(-1)


def place_of(ink: NDArray[np.float64], axis: int, bound: slice, *, by_mass: bool) -> float:
    """Return where ink lies along an axis: its centre of mass, or the middle of its bounding box."""
    if not by_mass:
        return float(bound.start + bound.stop) / 2
    profile = ink.sum(axis=1 - axis)
    return float(profile @ (np.arange(len(profile)) + 0.5) / profile.sum())


def ink_bounds(ink: NDArray[np.float64]) -> tuple[slice, slice]:
    """Return the rows and columns of the ink's bounding box."""
    rows, columns = (np.flatnonzero((ink > EDGE).any(axis=axis)) for axis in (1, 0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


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
