"""Frames around a digit: a circle, a box, the axes of a plot."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_WHOLE = np.ones((3, 3))


FAINT = 0.4
"""Ink of less than this share does not join parts."""


def without_frame(ink: NDArray[np.float64], parts: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return what a closed line goes around, without the line and what is beyond it; the ink itself if none does.

    A zero with a dot or a stroke inside it is no frame: what a frame holds is a third as high at least, and where the
    frame is a tall oval, more than one straight stroke.

    Parameters
    ----------
    ink : ndarray of float64, shape (h, w)
    parts : ndarray of int, shape (h, w)
        Number of the part that each pixel belongs to, 0 for paper.
    """
    count = int(parts.max())
    if count < 2:
        return ink
    boxes = ndimage.find_objects(parts)
    spans = [(box[0].stop - box[0].start, box[1].stop - box[1].start) for box in boxes]
    for place in sorted(range(count), key=lambda i: -spans[i][0] * spans[i][1])[:3]:
        box, (height, width) = boxes[place], spans[place]
        if not any(other is not box and _within(other, box) for other in boxes):
            continue
        line = parts[box] == place + 1
        filled = ndimage.binary_fill_holes(line)
        inside = np.where(filled & ~line, ink[box], 0)
        held = _span(inside)
        if held is None or line.sum() > 0.5 * filled.sum() or filled.mean() < 0.65:
            continue
        tall_oval = filled.mean() < 0.9 and width < 0.85 * height
        if held[0] < height / 3 or (tall_oval and ndimage.label(inside > FAINT, structure=_WHOLE)[1] == 1):
            continue
        kept = np.zeros_like(ink)
        kept[box] = np.where(ndimage.binary_erosion(filled & ~ndimage.binary_dilation(line, iterations=2)), ink[box], 0)
        return kept
    return ink


def solid_frame(parts: NDArray[np.int32], colours: NDArray[np.float64]) -> tuple[slice, slice] | None:
    """Return the place of a large filled rectangle with a picture of its own, such as an image in a plot; or None."""
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    part = int(sizes.argmax())
    if sizes[part] < 0.05 * parts.size:
        return None
    box = ndimage.find_objects(parts)[part - 1]
    filled = ndimage.binary_fill_holes(parts[box] == part)
    if sizes[part] < 0.65 * filled.size or filled.mean() < 0.95 or filled.size < 0.1 * parts.size:
        return None
    inner = (slice(box[0].start + 2, box[0].stop - 2), slice(box[1].start + 2, box[1].stop - 2))
    content = colours[inner]
    if content.size == 0 or np.ptp(content.reshape(-1, content.shape[2]), axis=0).max() < 0.2:
        return None
    return inner


def _within(inner: tuple[slice, ...], outer: tuple[slice, ...]) -> bool:
    return all(a.start > b.start and a.stop < b.stop for a, b in zip(inner, outer, strict=True))


def _span(ink: NDArray[np.float64]) -> tuple[int, int] | None:
    """Return the height and width of the ink."""
    rows, columns = np.nonzero(ink > FAINT)
    return (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else None
