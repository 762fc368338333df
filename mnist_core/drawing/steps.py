"""What each step between a drawing and a network is worth.

MNIST crops a digit to its ink, scales it into a box of 20 pixels and moves its centre of mass to the middle. Each of
these can be left out, to see what the network makes of a digit that did not go through it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import BOX, CENTRE_OF_MASS, MIDDLE, SIDE
from mnist_core.drawing.prepare import area_weights, ink_bounds


@dataclass(frozen=True)
class Steps:
    """Which steps are taken.

    Attributes
    ----------
    crop : bool
        Go by the ink's bounding box; without it, by the whole sheet.
    scale : bool
        Bring the longer side of that to 20 pixels; without it, the sheet's to 28.
    centre : bool
        Move the centre of mass to the middle; without it, what was cropped is put there.
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
    scaled : ndarray of float32, shape (28, 28), 0 to 1
        At its final size, with what was cropped in the middle.
    image : ndarray of float32, shape (784,), 0 to 1
        What the network gets.
    """

    drawn: NDArray[np.float64]
    cropped: NDArray[np.float64]
    scaled: NDArray[np.float32]
    image: NDArray[np.float32]


def prepare_in_steps(ink: NDArray[np.float64], steps: Steps | None = None) -> Preparation:
    """Prepare the ink of a drawing as `place_ink` does, or with steps left out.

    Parameters
    ----------
    ink : ndarray of float64, shape (h, w), 0 to 1
        As from `find_ink`.
    steps : Steps, optional
        Default: all of them.
    """
    steps = steps or Steps()
    bounds = ink_bounds(ink) if steps.crop else (slice(0, ink.shape[0]), slice(0, ink.shape[1]))
    cropped = ink[bounds]
    step = max(cropped.shape) / BOX if steps.scale else max(ink.shape) / SIDE
    middles = [(bound.start + bound.stop) / 2 for bound in bounds]
    masses = [
        float(profile @ (np.arange(len(profile)) + 0.5) / profile.sum())
        for profile in (ink.sum(axis=1), ink.sum(axis=0))
    ]
    framed = _placed(ink, [middle - (MIDDLE + 0.5) * step for middle in middles], step)
    centred = _placed(ink, [mass - (CENTRE_OF_MASS + 0.5) * step for mass in masses], step)
    image = centred if steps.centre else framed
    return Preparation(ink, cropped, framed, image.reshape(-1))


def _placed(ink: NDArray[np.float64], starts: list[float], step: float) -> NDArray[np.float32]:
    """Return the 28 × 28 pixels that begin at these places of the drawing."""
    down, across = (area_weights(length, start, step) for length, start in zip(ink.shape, starts, strict=True))
    image = down @ ink @ across.T
    return np.asarray(image / (image.max() or 1), np.float32)
