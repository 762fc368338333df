"""What each step between a drawing and a network is worth.

MNIST crops a digit to its ink, scales it into a box of 20 pixels and moves its centre of mass to the middle. Each of
these can be left out, to see what the network makes of a digit that did not go through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.framing import Framing, usual_framing
from mnist_core.data.image import SIDE
from mnist_core.drawing.prepare import area_weights, ink_bounds, place_of


@dataclass(frozen=True)
class Steps:
    """Which steps are taken.

    Attributes
    ----------
    crop : bool
        Go by the ink's bounding box; without it, by the whole sheet.
    scale : bool
        Bring that to the size of the framing's box; without it, the sheet to that of the image.
    centre : bool
        Move it to the framing's place; without it, the middle of what was cropped to the image's.
    """

    crop: bool = True
    scale: bool = True
    centre: bool = True


@dataclass(frozen=True, eq=False)
class Preparation:
    """A drawing on its way.

    Attributes
    ----------
    drawn : ndarray of float64, shape (h, w), 0 to 1
        Its ink on the sheet.
    cropped : ndarray of float64, shape (h', w'), 0 to 1
    scaled : ndarray of float32, shape (side, side), 0 to 1
        At its final size, with what was cropped in the middle.
    image : ndarray of float32, shape (side²,), 0 to 1
        What the network gets.
    """

    drawn: NDArray[np.float64]
    cropped: NDArray[np.float64]
    scaled: NDArray[np.float32]
    image: NDArray[np.float32]


def prepare_in_steps(
    ink: NDArray[np.float64], steps: Steps | None = None, *, side: int = SIDE, framing: Framing | None = None
) -> Preparation:
    """Prepare the ink of a drawing as `place_ink` does, or with steps left out.

    Parameters
    ----------
    ink : ndarray of float64, shape (h, w), 0 to 1
        As from `find_ink`.
    steps : Steps, optional
        Default: all of them.
    side : int, default 28
        Pixels along a side of the image.
    framing : Framing, optional
        Default: MNIST's.
    """
    steps, framing = steps or Steps(), framing or usual_framing(side)
    bounds = ink_bounds(ink) if steps.crop else (slice(0, ink.shape[0]), slice(0, ink.shape[1]))
    cropped = ink[bounds]
    lengths = framing.steps(*cropped.shape) if steps.scale else (max(ink.shape) / side,) * 2
    middles = [(bound.start + bound.stop) / 2 for bound in bounds]
    by_mass = (framing.row_by_mass, framing.column_by_mass)
    places = [place_of(ink, axis, bounds[axis], by_mass=by_mass[axis]) for axis in (0, 1)]
    framed = _placed(ink, middles, (side / 2, side / 2), lengths, side)
    centred = _placed(ink, places, (framing.row, framing.column), lengths, side)
    image = centred if steps.centre else framed
    return Preparation(ink, cropped, framed, image.reshape(-1))


def _placed(
    ink: NDArray[np.float64],
    places: Sequence[float],
    targets: tuple[float, float],
    lengths: tuple[float, ...],
    side: int,
) -> NDArray[np.float32]:
    """Return the side × side pixels, of these lengths, in which these places of the drawing come to the targets."""
    down, across = (
        area_weights(count, place - target * length, length, side)
        for count, place, target, length in zip(ink.shape, places, targets, lengths, strict=True)
    )
    image = down @ ink @ across.T
    return np.asarray(image / (image.max() or 1), np.float32)
