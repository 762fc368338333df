"""From the ink of a number to the ink of its digits.

What hangs together is one part. A digit may have several: the bar of a 5 that does not touch it, the two strokes of a
4. Parts one above the other belong together, and a part too small to be a digit belongs to its nearest neighbour.
Digits that touch are one part too many: `cut` finds the path from top to bottom that crosses the least ink.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_core.drawing.ink import Ink, locate_ink

Box = tuple[int, int, int, int]

_SPECK = 0.02
"""Parts with less than this share of the largest one's ink are no parts of digits."""

_TALL = 0.5
"""A part less high than this share of the highest is not a digit by itself."""

_OVERLAP, _OVERLAP_TALL = 0.5, 0.85
"""Parts that share this much of the narrower one's width, or that where both are tall, are one above the other …"""

_APART = 0.25
"""… and not of two lines, unless more than this share of the highest part's height lies between them."""


@dataclass(frozen=True)
class Piece:
    """The ink of one digit.

    Attributes
    ----------
    share : ndarray of float64, shape (h, w)
        Share of ink on each pixel, 0 to 1.
    box : tuple of four int
        Left, top, right and bottom of the digit in the picture that it was found in, in that picture's pixels.
    """

    share: NDArray[np.float64]
    box: Box


def find_digits(picture: NDArray[np.uint8], *, whole: bool = False) -> list[Piece]:
    """Find the digits in a picture, line by line and from left to right.

    Parameters
    ----------
    picture : ndarray of uint8, shape (h, w), (h, w, 3) or (h, w, 4)
        Ink on any background, as for `find_ink`.
    whole : bool, default False
        Take all the ink for one piece, however many parts it has.

    Returns
    -------
    list of Piece
        Empty where nothing is drawn. Digits that touch are one piece; `read_number` cuts them apart.

    Raises
    ------
    DrawingError
        If the array is not such a picture.
    """
    ink = locate_ink(picture)
    if ink is None:
        return []
    if whole:
        return [_piece(ink, ink.share)]
    parts, count = ndimage.label(ink.share > 0.4, structure=np.ones((3, 3)))
    amounts = np.bincount(parts.ravel(), weights=ink.share.ravel(), minlength=count + 1)
    amounts[0] = 0
    real = [part for part in range(1, count + 1) if amounts[part] >= _SPECK * amounts.max()]
    boxes = ndimage.find_objects(parts)
    groups = _grouped({part: _box(boxes[part - 1]) for part in real})
    if len(groups) <= 1:
        return [_piece(ink, ink.share)]
    owner = np.zeros(count + 1, np.int64)
    for number, group in enumerate(groups, 1):
        owner[group] = number
    owned = owner[parts]
    # The soft edge of a stroke goes with the stroke.
    widened = np.where(owned > 0, owned, ndimage.grey_dilation(owned, size=(5, 5)))
    return [_piece(ink, np.where(widened == number, ink.share, 0)) for number in range(1, len(groups) + 1)]


def cut(piece: Piece) -> tuple[Piece, Piece] | None:
    """Cut a piece in two along the path from top to bottom that crosses the least ink, near its middle.

    None where that path crosses more than one stroke: it leads through a digit, not between two.
    """
    rows, columns = (np.flatnonzero((piece.share > 0.4).any(axis=axis)) for axis in (1, 0))
    first, last = columns[0], columns[-1] + 1
    width = last - first
    left, right = first + round(0.12 * width), first + round(0.88 * width) + 1
    ink = piece.share[rows[0] : rows[-1] + 1, left:right]
    away = np.abs(np.arange(left, right) + 0.5 - (first + last) / 2) / width
    toll = ink + 0.02 + 0.05 * away
    cost, steps = toll[0], []
    for row in toll[1:]:
        around = np.stack([np.append(np.inf, cost[:-1]) + 0.01, cost, np.append(cost[1:], np.inf) + 0.01])
        steps.append(around.argmin(axis=0) - 1)
        cost = row + around.min(axis=0)
    place = int(cost.argmin())
    path = [place]
    for step in reversed(steps):
        place += int(step[place])
        path.append(place)
    crossed = ink[np.arange(len(path)), path[::-1]] > 0.4
    if np.count_nonzero(np.diff(np.append(0, crossed.astype(int))) == 1) > 1:
        return None
    seam = np.full(piece.share.shape[0], path[-1] + left)
    seam[rows[0] : rows[-1] + 1] = np.array(path[::-1]) + left
    seam[rows[-1] + 1 :] = path[0] + left
    beyond = np.arange(piece.share.shape[1]) >= seam[:, None]
    scale = (piece.box[2] - piece.box[0]) / width
    halves = (np.where(beyond, 0, piece.share), np.where(beyond, piece.share, 0))
    middle = (
        round(piece.box[0] + (_last(halves[0]) + 1 - first) * scale),
        round(piece.box[0] + (_first(halves[1]) - first) * scale),
    )
    left_box, right_box = (*piece.box[:2], middle[0], piece.box[3]), (middle[1], *piece.box[1:])
    return replace(piece, share=halves[0], box=left_box), replace(piece, share=halves[1], box=right_box)


def _first(ink: NDArray[np.float64]) -> int:
    return int(np.argmax(ink.max(axis=0) > 0.4))


def _last(ink: NDArray[np.float64]) -> int:
    return int(ink.shape[1]) - 1 - int(np.argmax(ink.max(axis=0)[::-1] > 0.4))


def _piece(ink: Ink, share: NDArray[np.float64]) -> Piece:
    """Return ink of one digit with its box in the picture."""
    rows, columns = (np.flatnonzero((share > 0.4).any(axis=axis)) for axis in (1, 0))
    left, right = (ink.left + int(edge) * ink.scale for edge in (columns[0], columns[-1] + 1))
    top, bottom = (ink.top + int(edge) * ink.scale for edge in (rows[0], rows[-1] + 1))
    return Piece(share, (left, top, right, bottom))


def _box(place: tuple[slice, slice]) -> Box:
    rows, columns = place
    return columns.start, rows.start, columns.stop, rows.stop


def _grouped(boxes: dict[int, Box]) -> list[list[int]]:
    """Return which parts make up each digit, in the order of reading."""
    height = max(box[3] - box[1] for box in boxes.values())
    groups = [([part], box) for part, box in boxes.items()]
    merged = True
    while merged:
        merged = False
        for i, (one, a) in enumerate(groups):
            for j in range(i + 1, len(groups)):
                other, b = groups[j]
                shared = min(a[2], b[2]) - max(a[0], b[0])
                between = max(a[1], b[1]) - min(a[3], b[3])
                both_tall = min(a[3] - a[1], b[3] - b[1]) > 0.7 * height
                least = _OVERLAP_TALL if both_tall else _OVERLAP
                if shared >= least * min(a[2] - a[0], b[2] - b[0]) and between <= _APART * height:
                    groups[i] = one + other, _around(a, b)
                    del groups[j]
                    merged = True
                    break
            if merged:
                break
    digits = [group for group in groups if group[1][3] - group[1][1] >= _TALL * height]
    for part, box in (group for group in groups if group not in digits):
        nearest = min(range(len(digits)), key=lambda place: _distance(box, digits[place][1]))
        if _distance(box, digits[nearest][1]) <= 2 * _APART * height:
            digits[nearest] = digits[nearest][0] + part, _around(box, digits[nearest][1])
    return [group[0] for group in _in_reading_order(digits)]


def _in_reading_order(digits: list[tuple[list[int], Box]]) -> list[tuple[list[int], Box]]:
    """Sort digits by line, then from left to right; a line's digits overlap in height."""
    lines: list[list[tuple[list[int], Box]]] = []
    for digit in sorted(digits, key=lambda digit: digit[1][1] + digit[1][3]):
        middle = (digit[1][1] + digit[1][3]) / 2
        if lines and any(other[1][1] <= middle <= other[1][3] for other in lines[-1]):
            lines[-1].append(digit)
        else:
            lines.append([digit])
    return [digit for line in lines for digit in sorted(line, key=lambda digit: digit[1][0])]


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _distance(a: Box, b: Box) -> float:
    """Return how far apart two boxes are, 0 where they overlap."""
    return float(np.hypot(max(0, a[0] - b[2], b[0] - a[2]), max(0, a[1] - b[3], b[1] - a[3])))
