"""Images from a table in text: CSV and its kin.

Where a header does not name the label, it may be in the first column or in the last. A label takes many values and a
corner of an image hardly any, so the rows tell; where they do not, the file is refused rather than guessed at.
"""

import re
from collections.abc import Callable
from itertools import chain
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS, MOST_CLASSES
from mnist_core.data.readers.classes import as_classes, is_digit, is_label
from mnist_core.data.readers.csv_cells import with_points
from mnist_core.data.readers.csv_layout import COLUMNS, SEPARATORS, Layout, find_layout
from mnist_core.data.readers.csv_rows import RowReader
from mnist_core.data.readers.reading import Reading
from mnist_core.data.readers.text import LONGEST_LINE, blocks, count_lines, find_encoding
from mnist_core.errors import DataError

SAMPLE = 60
"""Lines that the layout is found from."""

_MOST_ALIKE = 0.9
"""A column with a larger share of one value is a margin rather than labels."""

_QUOTED_LINE = re.compile(rb'"[^"\n]*[,;\t|][^"\n]*"[ \t]*(\r?\n"[^"\n]*"[ \t]*)?(\r?\n|$)')
"""A line that stands in quotes as a whole, and so does the next."""


def read_csv(
    stream: BinaryIO, name: str, *, label: str | None = None, labelled: bool = True, fallback: str | None = None
) -> Reading:
    """Read images from a stream of text.

    Parameters
    ----------
    stream : binary stream
        With `peek`.
    name : str
        What messages call the file.
    label : str, optional
        "first", "last" or the name of the column with the label.
    labelled : bool, default True
        Whether the label must be there.
    fallback : {"first", "last"}, optional
        Which column to take where neither header nor rows tell; by default the file is then refused.

    Raises
    ------
    DataError
        If it is not a table of images; the message names the line where there is one.
    """
    encoding, mark = find_encoding(stream.peek(256))  # type: ignore[attr-defined]
    stream.read(mark)
    parts = blocks(stream, encoding, name)
    if _QUOTED_LINE.match(stream.peek(LONGEST_LINE)):  # type: ignore[attr-defined]
        parts = (block.replace(b'"', b"") for block in parts)
    else:
        parts = with_points(parts)
    start = b""
    for block in parts:
        start += block
        if start.count(b"\n") >= SAMPLE:
            break
    if not start:
        raise DataError(f"{name} is empty; it must hold a line of {COLUMNS} columns for each image")
    layout = find_layout(start.split(b"\n", SAMPLE)[:SAMPLE], name, label=label, labelled=labelled)
    rows = RowReader(layout, name)
    body = start.split(b"\n", layout.skip)[layout.skip]
    line = layout.skip + 1
    for block in chain([body], parts):
        rows.add(block, line)
        line += count_lines(block)
    pixels, ends = rows.result()
    if not len(pixels):
        raise DataError(f"{name} holds no images; it must hold a line of {COLUMNS} columns for each")
    chosen = rows.named or 0
    if len(layout.labels) == 2 and rows.named is None:
        chosen = _label_place(ends, name, fallback)
    labels, classes = None, DIGITS
    if layout.labels:
        if (error := rows.label_errors[chosen]) is not None:
            raise error
        written = ends[:, chosen].astype(np.int64)
        shown = rows.codes.names_of(written) if chosen == rows.named else written
        labels, classes = as_classes(shown, name, stray=rows.strays[chosen])
    if len(layout.labels) == 2:
        pixels = _with_end(pixels, ends[:, 1 - chosen], name, unit=bool(rows.unit), at_end=chosen == 0)
    return Reading(
        pixels, labels, classes, account=_account(layout, rows, chosen, encoding), notes=_notes(layout, rows)
    )


def _label_place(ends: NDArray[np.float32], name: str, fallback: str | None) -> int:
    """Return 0 if the first of two columns holds the labels and 1 if the last does, or raise."""
    for fits in (is_digit, is_label):
        first, last = (_varies(ends[:, place], fits) for place in (0, 1))
        if first != last:
            return 0 if first else 1
        if first:
            break
    if not first and fallback is None:
        low, high = ends.min(axis=0), ends.max(axis=0)
        for place in (0, 1):
            margin = low[1 - place] == high[1 - place] and low[1 - place] in (0, 255)
            if margin and 0 < low[place] and is_digit(ends[:, place]).all():
                return place
    if fallback is None:
        raise DataError(
            f'{name} does not say which column is the label; pass label="first" or label="last" (--label first or last)'
        )
    return 0 if fallback == "first" else 1


def _varies(values: NDArray[np.float32], fits: Callable[[NDArray[np.float32]], NDArray[np.bool_]]) -> bool:
    """Whether a column takes the values of labels, none of them nearly always."""
    if fits(values).mean() < _MOST_ALIKE:
        return False
    _, counts = np.unique(values, return_counts=True)
    return len(counts) <= MOST_CLASSES and bool(counts.max() <= _MOST_ALIKE * len(values))


def _with_end(
    pixels: NDArray[np.uint8], end: NDArray[np.float32], name: str, *, unit: bool, at_end: bool
) -> NDArray[np.uint8]:
    """Return images with the pixel that stood where the label might have been."""
    highest = 1 if unit else 255
    if not ((end >= 0) & (end <= highest)).all() or (not unit and (end != np.rint(end)).any()):
        column = pixels.shape[1] + 2 if at_end else 1
        raise DataError(
            f"{name}, column {column}: every pixel must be {'a' if unit else 'a whole'} number to {highest}"
        )
    whole = np.empty((len(pixels), pixels.shape[1] + 1), np.uint8)
    whole[:, slice(0, -1) if at_end else slice(1, None)] = pixels
    whole[:, -1 if at_end else 0] = np.rint(end * (255 if unit else 1))
    return whole


def _account(layout: Layout, rows: RowReader, chosen: int, encoding: str) -> dict[str, str]:
    """Say how the table was understood."""
    column = layout.labels[chosen] if layout.labels else None
    called = f", named {layout.names[column]!r}" if column is not None and column < len(layout.names) else ""
    return {
        "format": "CSV" if encoding == "utf-8" else f"CSV in {encoding.upper()}",
        "separator": SEPARATORS[layout.separator],
        "header": "yes" if layout.names else "none",
        "label": f"column {column + 1}{called}" if column is not None else "none",
        "pixels": "0 to 1" if rows.unit else "0 to 255",
    }


def _notes(layout: Layout, rows: RowReader) -> tuple[str, ...]:
    """Say what was passed over or converted."""
    notes = list(layout.notes)
    if rows.unit:
        notes.append("pixels go from 0 to 1 and were multiplied by 255")
    if layout.empty:
        notes.append("the last column is empty and was left out")
    if rows.passed_over:
        notes.append(f"{rows.passed_over} remarks or repeated headers between the images were left out")
    return tuple(notes)
