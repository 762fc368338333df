"""Images from text as LIBSVM and SVMlight write it: a label, then `place:value` for every pixel that is not 0.

Such a file does not say how many pixels an image has, for the last ones may be 0 in all of them. Where the highest
place is not that of a square, it must lie in the last two rows of an image of a usual size, and that is told.
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import MAX_SIDE, side_of
from mnist_core.data.readers.numeric_arrays import as_bytes, as_labels
from mnist_core.data.readers.reading import MAX_BYTES, Reading
from mnist_core.errors import DataError

_SIDES = (8, 16, 20, 28, 32, 48, 64)
"""Usual sides of images, one of which is taken where the last pixels are 0 in all of them."""

_LINE = re.compile(rb"\s*[+-]?\d+(\.0*)?([ \t]+qid:\d+)?([ \t]+\d{1,6}:[+-]?[\d.]+([eE][+-]?\d+)?)+[ \t]*(#.*)?\r?\n?")
"""A line of such a file."""

_QUERY = re.compile(rb"^(\S+)\s+qid:\d+")


def is_svm_light(line: bytes) -> bool:
    """Whether a line, or the start of one, is written so."""
    return bool(_LINE.match(line[: line.rfind(b" ") + 1] if not line.endswith(b"\n") else line))


def read_svm_light(blocks: Iterator[bytes], name: str) -> Reading:
    """Read images from blocks of whole lines.

    Raises
    ------
    DataError
        If a line is written otherwise, or the images are not such as are read here; the message names the line.
    """
    labels: list[float] = []
    counts: list[int] = []
    parts: list[NDArray[np.float32]] = []
    line_number, numbers = 0, 0
    for block in blocks:
        for line in block.splitlines():
            line_number += 1
            text = _QUERY.sub(rb"\1", line.partition(b"#")[0].strip())
            if not text:
                continue
            label, _, rest = text.partition(b" ")
            try:
                values = np.array(rest.replace(b":", b" ").split(), np.float32).reshape(-1, 2)
                labels.append(float(label))
            except ValueError:
                raise DataError(
                    f"{name}, line {line_number} must be a label, then place:value for each pixel"
                ) from None
            places = values[:, 0]
            if len(places) and not (places[0] >= 0 and (np.diff(places) > 0).all() and places[-1] <= MAX_SIDE**2):
                raise DataError(
                    f"{name}, line {line_number}: places must rise, from 1 to at most {MAX_SIDE**2:,} pixels"
                )
            parts.append(values)
            counts.append(len(values))
            numbers += len(values)
            if numbers * 8 > MAX_BYTES:
                raise DataError(f"{name} holds more than {MAX_BYTES // 8 >> 20} million numbers; that is too much")
    if not numbers:
        raise DataError(f"{name} holds no images; each line must be a label, then place:value for each pixel")
    return _reading(np.array(labels), np.array(counts), np.concatenate(parts), name)


def _reading(labels: NDArray[np.float64], counts: NDArray[np.intp], values: NDArray[np.float32], name: str) -> Reading:
    """Return the images of pairs of place and value, so many a row."""
    places = values[:, 0].astype(np.int64)
    first = int(places.min() > 0)  # LIBSVM counts from 1, some tools from 0
    highest = int(places.max()) + 1 - first
    side = side_of(highest) or next((side for side in _SIDES if side * (side - 2) < highest <= side * side), None)
    if side is None:
        raise DataError(f"{name} names {highest:,} pixels, which is no square image; write it as CSV with all of them")
    if len(labels) * side * side > MAX_BYTES:
        raise DataError(f"{name} holds more than {MAX_BYTES >> 20} MB of pixels")
    found, unit = as_bytes(values[:, 1:], name)
    images = np.zeros((len(labels), side * side), np.uint8)
    images[np.repeat(np.arange(len(labels)), counts), places - first] = found[:, 0]
    shown, classes = as_labels(labels, len(labels), name)
    account = {
        "format": "LIBSVM",
        "separator": "blanks",
        "header": "none",
        "label": "first",
        "pixels": "0 to 1" if unit else "0 to 255",
    }
    notes = [f"{highest:,} pixels are named, and images of {side} × {side} hold them"] * (highest < side * side)
    notes += ["pixels go from 0 to 1 and were multiplied by 255"] * unit
    return Reading(images, shown, classes, account=account, notes=tuple(notes))
