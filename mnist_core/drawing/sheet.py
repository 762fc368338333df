"""The sheet that a digit is written on, apart from what it lies on.

A screenshot may have transparent margins, a photograph may show the desk around the paper, and a plot draws its image
on a larger page. What is written is on the sheet: it is found first, and everything beyond it is painted over in the
colour of the paper that is nearest.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Place = tuple[slice, slice]

_SOLID = 0.75
"""An opaque part that fills this share of its bounding box is a sheet; strokes of ink fill less."""

_STRAIGHT = 0.9
"""A sheet on a desk fills this share of the rectangle around it."""

_OTHER_COLOUR = 0.12
"""Difference in colour, brightness apart, between a sheet and the desk: a shadow's is less."""


def opaque_sheet(colours: NDArray[np.float64]) -> tuple[NDArray[np.float64], Place] | None:
    """Return the opaque part of a picture, where it is a sheet with something on it, and its place.

    Parameters
    ----------
    colours : ndarray of float64, shape (h, w, 4), 0 to 1

    Returns
    -------
    tuple of ndarray of shape (h', w', 3) and two slices, or None
        None where what is opaque is itself the ink.
    """
    opaque = colours[..., 3] > 0.98
    inside = ndimage.binary_erosion(opaque, np.ones((3, 3)), border_value=1)
    if not inside.any():
        return None
    place = _bounding_box(inside)
    if inside[place].mean() < _SOLID:
        return None
    seen = colours[inside][:, :3]
    wide = all(length > share * 0.6 for length, share in zip(inside[place].shape, inside.shape, strict=True))
    if not wide and np.ptp(seen, axis=0).max() < 0.1:
        return None
    return _painted_over(colours[place][..., :3], inside[place]), place


def photographed_sheet(colours: NDArray[np.float64]) -> tuple[NDArray[np.float64], Place] | None:
    """Return the paper that lies on a desk, and its place in the picture; None where no edge of it is seen.

    Parameters
    ----------
    colours : ndarray of float64, shape (h, w, 3), 0 to 1
    """
    step = max(1, max(colours.shape[:2]) // 100)
    coarse = np.log(ndimage.median_filter(colours[::step, ::step], size=(7, 7, 1)) + 0.05)
    brightness = coarse.mean(axis=2)
    tint = coarse - brightness[..., None]
    for grey in (brightness, tint[..., 0] - tint[..., -1]):
        if np.ptp(grey) < 0.05:
            continue
        bright = grey > _between(grey)
        for side in (bright, ~bright):
            sheet = _largest(side)
            if sheet is None or not 0.15 < sheet.mean() < 0.97:
                continue
            differs = np.abs(np.median(tint[sheet], axis=0) - np.median(tint[~sheet], axis=0)).max() > _OTHER_COLOUR
            free = 4 - sum(edge.mean() > 0.1 for edge in (sheet[0], sheet[-1], sheet[:, 0], sheet[:, -1]))
            if _is_rectangle(sheet) and (free >= 3 or (differs and free >= 1)):
                return _cut_out(colours, sheet, step)
    return None


def _cut_out(
    colours: NDArray[np.float64], sheet: NDArray[np.bool_], step: int
) -> tuple[NDArray[np.float64], Place] | None:
    """Return the sheet, its edge left out, and its place, given the sheet on a grid of every `step` pixels."""
    large = np.repeat(np.repeat(sheet, step, axis=0), step, axis=1)[: colours.shape[0], : colours.shape[1]]
    inside = ndimage.binary_erosion(large, iterations=3 * step, border_value=1)
    if not inside.any():
        return None
    place = _bounding_box(inside)
    return _painted_over(colours[place], inside[place]), place


def _between(grey: NDArray[np.float64]) -> float:
    """Return the value that best parts the dark from the bright (N. Otsu, 1979)."""
    counts, edges = np.histogram(grey, bins=64)
    middle = (edges[1:] + edges[:-1]) / 2
    below, total = np.cumsum(counts), np.cumsum(counts * middle)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (total / below - (total[-1] - total) / above) ** 2
    return float(edges[1 + int(np.nanargmax(apart[:-1]))])


def _largest(mask: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Return the largest part that hangs together, its holes filled."""
    parts, count = ndimage.label(ndimage.binary_opening(mask, np.ones((3, 3))))
    if count == 0:
        return None
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    filled: NDArray[np.bool_] = ndimage.binary_fill_holes(parts == sizes.argmax())
    return filled


def _is_rectangle(mask: NDArray[np.bool_]) -> bool:
    """Say whether the mask nearly fills a rectangle that is turned by a few degrees at most."""
    ys, xs = np.nonzero(mask ^ ndimage.binary_erosion(mask))
    if len(ys) == 0:
        return False
    least = np.inf
    for angle in np.radians(np.arange(-10, 11)):
        down, across = ys * np.cos(angle) + xs * np.sin(angle), xs * np.cos(angle) - ys * np.sin(angle)
        least = min(least, (np.ptp(down) + 1) * (np.ptp(across) + 1))
    return bool(mask.sum() / least > _STRAIGHT)


def _bounding_box(mask: NDArray[np.bool_]) -> Place:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _painted_over(colours: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the picture with all that is outside the sheet in the colour of the sheet's nearest pixel."""
    if inside.all():
        return colours
    nearest = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
    painted: NDArray[np.float64] = colours[tuple(nearest)]
    return painted
