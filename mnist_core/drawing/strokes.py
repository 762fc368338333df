"""Ink in a photograph: what is darker than the paper on both of its sides.

Paper is uneven, light falls off across it, shadows have edges, and every pixel is noisy. A stroke of ink is narrow, and
the same paper lies on either side of it; the edge of a shadow is as dark as ink on one side only. Closing the picture
with a window a little wider than the strokes fills these and nothing else, so what it adds is the ink. How wide the
strokes are is not known: several windows are tried, and the one whose marks are bounded all around wins.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_core.drawing.lines import erase_lines

_WINDOWS = (0.024, 0.05, 0.1, 0.2, 0.36)
"""Widths of the windows that are tried, as shares of the picture's longer side."""

_LEAST_DARKNESS = 0.1
"""Ink takes away at least this share of the light …"""

_NOISE_FACTOR = 4
"""… and stands out by this many times the noise; that of blank paper reaches about twice its median."""

_LEAST_SHARE = 0.42
"""A mark is at least this share as dark as the darkest within the window around it."""

_STEP = 0.45
"""Share of a mark's darkness by which it must be darker than what is just outside it."""

_LEAST_DARKNESS_AT_EDGE = 0.6
"""A mark that the picture's edge cuts is a shadow unless it is darker than this (in the logarithm)."""

_LEAST_OUTLINE = 0.05
"""Length of a mark's outline, as a share of the picture's longer side: less is a speck."""

_COLOURED = 0.25
"""Differences in tint (of logarithms) from which channels are looked at one by one."""

_LEAST_BOUNDED = 0.8
"""Share of a mark's outline along which brightness changes as much as from ink to paper."""

_LEAST_WIDTH = 0.07
"""Width of strokes, as a share of the digit's height; finer ones would fade when they are reduced."""

_BLACK = 0.04
"""Added to brightness before the logarithm, so that noise in the dark is not taken for contrast."""


@dataclass(frozen=True)
class _Marks:
    """What one window finds: darkness (h, w), the marks among it, and how well these are bounded."""

    darkness: NDArray[np.float64]
    marks: NDArray[np.bool_]
    score: float


def photographed_ink(colours: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Tell ink from uneven, noisy paper.

    Parameters
    ----------
    colours : ndarray of float64, shape (h, w, channels), 0 to 1

    Returns
    -------
    ndarray of float64, shape (h, w), or None
        Share of ink on each pixel, 0 to 1; None where nothing is drawn.
    """
    side = max(colours.shape[:2])
    width = max(0.7, side / 400)
    smooth = ndimage.gaussian_filter(colours, (width, width, 0))
    views = _views(np.log(smooth + _BLACK))
    if np.median(smooth) < 0.5:  # a dark picture may be the negative of a photograph
        views.append(np.log(1 - smooth.mean(axis=2) + _BLACK))
    best, chosen = 0.0, None
    for view in views:
        erased = erase_lines(view)
        coarse = _halved(erased)
        for share in _WINDOWS:
            score = _marks(coarse, _odd(share * max(coarse.shape))).score
            if score > best:
                best, chosen = score, (erased, share)
    if chosen is None:
        return None
    window = _odd(chosen[1] * side)
    found = _marks(chosen[0], window)
    beside = np.where(found.marks, found.darkness, 0)
    beside = ndimage.maximum_filter(beside, size=max(7, 2 * (window // 6) + 1))
    # MNIST was scanned in black and white before it was reduced; a short ramp keeps edges from being jagged.
    ink = np.clip((found.darkness / np.maximum(beside, 1e-6) - 0.4) / 0.2, 0, 1)
    ink[ndimage.binary_erosion(found.marks)] = 1
    return _widened(np.where(ndimage.binary_dilation(found.marks, iterations=2), ink, 0))


def _views(brightness: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return the picture in grey, as it is and with light and dark exchanged; also by channel where colours differ."""
    grey = brightness.mean(axis=2)
    tint = brightness - grey[..., None]
    strong = np.percentile(np.abs(tint - np.median(tint, axis=(0, 1))), 99) > _COLOURED
    greys = [grey, *(np.moveaxis(brightness, 2, 0) if strong else [])]
    return [sign * view for view in greys for sign in (1, -1)]


def _halved(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the picture at half its size, each pixel the mean of four."""
    height, width = (length // 2 * 2 for length in grey.shape)
    halved: NDArray[np.float64] = grey[:height, :width].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return halved if max(height, width) >= 300 else grey


def _widened(ink: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the ink with the strokes of a fine pen made about as wide, for their height, as MNIST's thin ones."""
    marks = ink > 0.5
    if not marks.any():
        return None
    outline = (marks & ~ndimage.binary_erosion(marks)).sum()
    width = 2 * marks.sum() / outline if marks.sum() > outline else 1.0
    wanted = _LEAST_WIDTH * (np.ptp(np.flatnonzero(marks.any(axis=1))) + 1)
    if width >= wanted:
        return ink
    radius = (wanted - width) / 2
    y, x = np.indices((2 * int(radius + 1) + 1,) * 2) - int(radius + 1)
    return np.asarray(ndimage.grey_dilation(ink, footprint=np.hypot(y, x) <= radius + 0.25))


def _odd(width: float) -> int:
    return max(5, 2 * int(width / 2) + 1)


def _marks(grey: NDArray[np.float64], window: int) -> _Marks:
    """Find what is darker than its surroundings and narrower than the window.

    Parameters
    ----------
    grey : ndarray of float64, shape (h, w)
        Logarithm of brightness.
    window : int
    """
    darkness = ndimage.grey_closing(grey, size=window, mode="nearest") - grey
    least = np.maximum(-np.log(1 - _LEAST_DARKNESS), _NOISE_FACTOR * _noise(darkness))
    strongest = ndimage.maximum_filter(darkness, size=window)
    marks = darkness > np.maximum(least, _LEAST_SHARE * strongest)
    blots, count = ndimage.label(marks, structure=np.ones((3, 3)))
    if count == 0:
        return _Marks(darkness, marks, 0)
    outline = marks & ~ndimage.binary_erosion(marks)
    reach = max(7, 2 * (window // 6) + 1)
    bounded = outline & (_step(grey, marks, reach) > _STEP * ndimage.maximum_filter(darkness, size=reach))
    bounded[[0, -1]] = bounded[:, [0, -1]] = False  # where the picture ends, nothing is known
    around = np.bincount(blots[outline], minlength=count + 1)
    good = np.bincount(blots[bounded], minlength=count + 1)
    level = ndimage.mean(darkness, blots, np.arange(count + 1))
    level[0] = 0
    kept = good >= _LEAST_BOUNDED * np.maximum(around, 1)
    cut = np.unique(np.concatenate([blots[0], blots[-1], blots[:, 0], blots[:, -1]]))
    kept[cut[level[cut] < _LEAST_DARKNESS_AT_EDGE]] = False
    kept &= around > _LEAST_OUTLINE * max(grey.shape)
    weight = np.where(kept, good * np.minimum(level, 1), 0)
    kept &= level > 0.35 * level[np.argmax(weight)]
    kept &= weight > weight.max() / 40
    score = float((good - 4 * (around - good))[kept] @ np.minimum(level[kept], 1))
    return _Marks(darkness, kept[blots], score)


def _noise(darkness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how dark paper is by noise alone, which differs between the light and the dark end of a picture."""
    height, width = darkness.shape
    rows, columns = np.linspace(0, height, 4).astype(int), np.linspace(0, width, 4).astype(int)
    levels = [
        [np.percentile(darkness[top:bottom, left:right], 40) for left, right in pairwise(columns)]
        for top, bottom in pairwise(rows)
    ]
    down, across = (np.linspace(-0.5, 2.5, length).clip(0, 2) for length in (height, width))
    noise: NDArray[np.float64] = ndimage.map_coordinates(
        np.array(levels), np.meshgrid(down, across, indexing="ij"), order=1
    )
    return 1.25 * np.minimum(noise, 2.5 * np.percentile(darkness, 40))


def _step(grey: NDArray[np.float64], marks: NDArray[np.bool_], reach: int) -> NDArray[np.float64]:
    """Return how much brighter the surroundings outside the marks are than those inside, around each pixel."""
    inside = ndimage.uniform_filter(marks.astype(np.float64), reach)
    total, within = ndimage.uniform_filter(grey, reach), ndimage.uniform_filter(np.where(marks, grey, 0), reach)
    step: NDArray[np.float64] = (total - within) / np.maximum(1 - inside, 1e-3) - within / np.maximum(inside, 1e-3)
    return step
