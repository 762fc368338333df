"""Ruled and squared paper: long, thin, straight lines that are no ink."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_STEEPEST = np.radians(6)
_THICKEST = 0.015
"""Thickness of a line, as a share of the picture's longer side, at most."""

_COVERED = 0.8
"""Share of the picture's width that one line covers …"""

_COVERED_BY_MANY = 0.55
"""… and that each of at least three covers."""


def erase_lines(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the picture with lines that cross it replaced by the paper beside them.

    Parameters
    ----------
    grey : ndarray of float64, shape (h, w)
        Logarithm of brightness, dark on light.
    """
    return _erase_level(_erase_level(grey).T).T


def _erase_level(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """Erase nearly horizontal lines."""
    height, width = grey.shape
    thickest = max(3, round(_THICKEST * max(grey.shape)))
    window = 2 * thickest + 1
    # Closed from above and below only, a line is dark and strokes that run down are not.
    paper = ndimage.grey_closing(grey, size=(window, 1), mode="nearest")
    darkness = paper - grey
    marks = darkness > max(0.03, 3 * float(np.median(darkness)))
    ys, xs = np.nonzero(marks)
    if len(ys) < width / 2:
        return grey
    best = None
    margin = int(np.tan(_STEEPEST) * width) + 2
    for angle in np.linspace(-_STEEPEST, _STEEPEST, 25):
        rows = np.rint(ys - (xs - width / 2) * np.tan(angle)).astype(np.int64) + margin
        profile = np.bincount(rows, minlength=height + 2 * margin).astype(float)
        score = float((profile**4).sum())
        if best is None or score > best[0]:
            best = score, angle, rows, profile
    assert best is not None
    _, angle, rows, profile = best
    covered = ndimage.maximum_filter1d(profile, 3) / width
    lined = _lined(covered, thickest)
    if not lined.any():
        return grey
    on_line = np.zeros_like(marks)
    beside = ndimage.binary_dilation(lined, iterations=thickest // 2 + 1)
    on_line[ys, xs] = beside[rows]
    upright = ndimage.binary_opening(marks, np.ones((thickest + 3, 1)))
    on_line &= ~ndimage.binary_dilation(upright, np.ones((1, 3)))
    on_line = ndimage.binary_dilation(on_line, np.ones((3, 1)))
    return np.where(on_line, paper, grey)


def _lined(covered: NDArray[np.float64], thickest: int) -> NDArray[np.bool_]:
    """Return which rows hold a line, given the share of each that is marked."""
    peaks = (covered == ndimage.maximum_filter1d(covered, 2 * thickest + 1)) & (covered > _COVERED_BY_MANY)
    _, several = ndimage.label(peaks)
    rows: NDArray[np.bool_] = peaks if several >= 3 else peaks & (covered > _COVERED)
    return rows
