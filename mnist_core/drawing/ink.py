"""From a picture to the ink in it.

A canvas tells ink from paper exactly: its background is one colour, or transparent. A photograph does not: paper is
uneven, shadows fall on it, and every pixel is noisy. Both end here as one array that says how much ink lies on each
pixel, whatever the colours of pen and paper were.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_core.drawing.frame import FAINT, solid_frame, without_frame
from mnist_core.drawing.lines import erase_lines
from mnist_core.drawing.sheet import opaque_sheet, photographed_sheet
from mnist_core.drawing.strokes import photographed_ink
from mnist_core.errors import DrawingError

_LONGEST_SIDE = 400
"""Pictures with more pixels along a side are reduced to this many: MNIST needs 20."""

_LEAST_CONTRAST = 8 / 255
"""On a background of one colour, less than this is no ink."""


@dataclass(frozen=True)
class Ink:
    """The ink of a picture and where it lies.

    Attributes
    ----------
    share : ndarray of float64, shape (h', w')
        Share of ink on each pixel, 0 to 1, its maximum 1.
    top, left : float
        Place of its first pixel in the picture.
    scale : int
        Pixels of the picture to one of these, along a side.
    """

    share: NDArray[np.float64]
    top: int
    left: int
    scale: int


def find_ink(picture: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """Tell ink from paper.

    Parameters
    ----------
    picture : ndarray of uint8, shape (h, w), (h, w, 3) or (h, w, 4)
        Any ink on any background: a transparent one, one colour, or photographed paper or board.

    Returns
    -------
    ndarray of float64, shape (h', w'), or None
        Share of ink on each pixel, 0 to 1, its maximum 1, large pictures reduced and margins around the sheet left
        out; None where nothing is drawn.

    Raises
    ------
    DrawingError
        If the array is not such a picture.
    """
    ink = locate_ink(picture)
    return None if ink is None else ink.share


def locate_ink(picture: NDArray[np.uint8]) -> Ink | None:
    """Tell ink from paper and say where it lies; see `find_ink`."""
    if (
        picture.dtype != np.uint8
        or picture.ndim not in (2, 3)
        or (picture.ndim == 3 and picture.shape[2] not in (3, 4))
    ):
        raise DrawingError(
            f"picture must be uint8 of shape (h, w), (h, w, 3) or (h, w, 4), got {picture.dtype} of {picture.shape}"
        )
    if picture.size == 0:
        return None
    scale = -(-max(picture.shape[:2]) // _LONGEST_SIDE)
    reduced = picture if scale == 1 else np.asarray(Image.fromarray(picture).reduce(scale))
    found = _ink(_channels(reduced).astype(np.float64) / 255)
    if found is None:
        return None
    share, top, left = found
    return Ink(share, top * scale, left * scale, scale)


def _channels(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture as (h, w, channels) without channels that say nothing: full opacity, the same grey thrice."""
    if picture.ndim == 2:
        return picture[..., None]
    if picture.shape[2] == 4 and picture[..., 3].min() == 255:
        picture = picture[..., :3]
    if picture.shape[2] == 3 and all(np.array_equal(picture[..., 0], picture[..., other]) for other in (1, 2)):
        picture = picture[..., :1]
    return picture


_Found = tuple[NDArray[np.float64], int, int]


def _ink(colours: NDArray[np.float64]) -> _Found | None:
    """Return the ink of a picture of shape (h, w, channels) and its first row and column."""
    if colours.shape[2] == 4:
        opacity = colours[..., 3]
        if np.median(_border(opacity)) < 0.5:
            sheet = opaque_sheet(colours)
            return _moved(_ink(sheet[0]), sheet[1]) if sheet is not None else _whole(_normalised(opacity))
        if opacity.min() < 1:
            colours = colours[..., :3] * opacity[..., None] + (1 - opacity[..., None])
        colours = colours[..., :3]
    paper = np.median(_border(colours), axis=0)
    distance = np.abs(colours - paper).max(axis=2)
    plain = distance < 1 / 512
    if plain.mean() > 0.25 and _border(plain).mean() > 0.5:
        return _plain_ink(distance, colours)
    sheet = photographed_sheet(colours)
    if sheet is not None:
        return _moved(_whole(_unframed(photographed_ink(sheet[0]))), sheet[1])
    return _whole(_unframed(photographed_ink(colours)))


def _plain_ink(distance: NDArray[np.float64], colours: NDArray[np.float64]) -> _Found | None:
    """Return the ink on a background of one colour, given how far each pixel is from it."""
    ink = _normalised(distance)
    if ink is None:
        return None
    if _border(ink > 0.1).any() and (erase_lines(-ink) != -ink).any():
        return _whole(_unframed(photographed_ink(colours)))
    parts = ndimage.label(ink > FAINT, structure=np.ones((3, 3)))[0]
    framed = solid_frame(parts, colours)
    if framed is not None:
        return _moved(_ink(colours[framed]), framed)
    return _whole(without_frame(ink, parts))


def _unframed(ink: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
    return None if ink is None else without_frame(ink, ndimage.label(ink > FAINT, structure=np.ones((3, 3)))[0])


def _whole(ink: NDArray[np.float64] | None) -> _Found | None:
    return None if ink is None else (ink, 0, 0)


def _moved(found: _Found | None, place: tuple[slice, slice]) -> _Found | None:
    """Return the same ink with its place counted in the larger picture."""
    return None if found is None else (found[0], found[1] + place[0].start, found[2] + place[1].start)


def _border(array: NDArray[Any]) -> NDArray[Any]:
    """Return the outermost pixels, shape (n,) or (n, channels)."""
    return np.concatenate([array[0], array[-1], array[1:-1, 0], array[1:-1, -1]])


def _normalised(ink: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the ink with its maximum 1, so that a faint pen counts like a bold one; None if there is none."""
    peak = ink.max()
    return ink / peak if peak >= _LEAST_CONTRAST else None
