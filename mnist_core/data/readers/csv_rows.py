"""The rows of a table as numbers.

Most tables hold nothing but digits and separators, and NumPy turns a block of those into numbers by itself: it finds
where the cells end and adds up at most three digits a cell. Arrow reads the others, in whatever notation they are.
"""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from mnist_core.data.image import CLASSES
from mnist_core.data.readers.csv_cells import is_comment
from mnist_core.data.readers.csv_errors import first_error
from mnist_core.data.readers.csv_layout import Layout
from mnist_core.errors import DataError

_CACHED = 1 << 17
_NEWLINE, _ZERO = ord("\n"), ord("0")


class RowReader:
    """Collects the rows of a table block by block.

    Parameters
    ----------
    layout : Layout
    name : str
        What messages call the file.
    """

    def __init__(self, layout: Layout, name: str) -> None:
        self.layout, self.name = layout, name
        self.passed_over = 0
        self.unit: bool | None = None
        """Whether pixels go from 0 to 1; None while all were 0 or 1."""
        self.label_errors: list[DataError | None] = [None] * len(layout.labels)
        """What is wrong with the first bad cell of each column that may hold the label."""
        self._pixels: list[NDArray[np.uint8]] = []
        self._labels: list[NDArray[np.float32]] = []

    def add(self, block: bytes, first: int) -> None:
        """Read a block of whole lines, the first of which has the number `first`.

        Raises
        ------
        DataError
            If a line is not one of an image; it says which and why.
        """
        layout = self.layout
        values: NDArray[Any] | None = digits(block, layout)
        if values is None:
            plain = _without_zero_fractions(self._without_strays(block), layout)
            values = digits(plain, layout)
            if values is None:
                values = numbers(plain, layout)
        if values is None:
            raise self._error(block, first)
        if not len(values):
            return
        count = len(layout.labels)
        labels, pixels = values[:, :count].astype(np.float32), values[:, count:]
        self._check_labels(labels, block, first)
        self._pixels.append(self._as_bytes(pixels, block, first))
        self._labels.append(labels)

    def result(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return the pixels, 0 to 255, and the columns that may hold the label, as they are written."""
        if not self._pixels:
            return np.empty((0, len(self.layout.pixels)), np.uint8), np.empty((0, len(self.layout.labels)), np.float32)
        if self.unit is None and any(part.any() for part in self._pixels):
            self._become_unit()
        labels = np.concatenate(self._labels)
        pixels = np.empty((len(labels), len(self.layout.pixels)), np.uint8)
        row = 0
        self._pixels.reverse()
        while self._pixels:  # a part is freed as soon as it is copied
            part = self._pixels.pop()
            pixels[row : row + len(part)] = part
            row += len(part)
        return pixels, labels

    def _as_bytes(self, pixels: NDArray[Any], block: bytes, first: int) -> NDArray[np.uint8]:
        """Return pixels as 0 to 255, whatever white is, or raise."""
        highest = pixels.max()
        if pixels.dtype == np.uint8:
            whole = True
        else:
            if not (np.isfinite(highest) and pixels.min() >= 0 and highest <= 255):
                raise self._error(block, first)
            whole = bool((pixels == np.rint(pixels)).all())
        if whole and highest <= 1:
            part = pixels.astype(np.uint8)
            return part * np.uint8(255) if self.unit else part
        unit = not whole
        if (unit and highest > 1) or self.unit not in (None, unit):
            if self.unit is None:  # the first image that is not blank sets the scale
                image = pixels[int(pixels.any(axis=1).argmax())]
                self.unit = bool(image.max() <= 1 and (image != np.rint(image)).any())
            raise self._error(block, first)
        if unit and self.unit is None:
            self._become_unit()
        self.unit = unit
        return np.rint(pixels * 255).astype(np.uint8) if unit else pixels.astype(np.uint8)

    def _become_unit(self) -> None:
        """Take the ones among the pixels so far for white."""
        self.unit = True
        for part in self._pixels:
            part *= np.uint8(255)

    def _check_labels(self, labels: NDArray[np.float32], block: bytes, first: int) -> None:
        """Note the first cell of each column that cannot be a label; raise if there is one such column only."""
        for place, column in enumerate(self.layout.labels):
            values = labels[:, place]
            if self.label_errors[place] is None and not is_label(values).all():
                alone = replace(self.layout, labels=(column,), pixels=())
                self.label_errors[place] = first_error(block, first, alone, self.name, unit=False)
        if len(self.label_errors) == 1 and self.label_errors[0] is not None:
            raise self.label_errors[0]

    def _error(self, block: bytes, first: int) -> DataError:
        """Return what to say about the first bad line of a block."""
        layout = self.layout if len(self.layout.labels) < 2 else replace(self.layout, labels=())
        return first_error(block, first, layout, self.name, unit=bool(self.unit))

    def _without_strays(self, block: bytes) -> bytes:
        """Leave out blank lines, remarks and headers from files put behind one another."""
        header = self.layout.header
        suspect = b"#" in block or b"%" in block or b"//" in block or (header is not None and header in block)
        if suspect:
            lines = block.split(b"\n")
            kept = [line for line in lines if not is_comment(line) and line != header]
            self.passed_over += len(lines) - len(kept)
            block = b"\n".join(kept)
        if block[:1].isspace() or any(end in block for end in (b"\n\n", b" \n", b"\t\n")):
            block = re.sub(rb"(?m)^[ \t]*\n", b"", block)
        if self.layout.separator == " ":
            block = re.sub(rb"(?m)^ | (?=\n)", b"", re.sub(rb"[ \t]+", b" ", block))
        return block


def _without_zero_fractions(block: bytes, layout: Layout) -> bytes:
    """Write 7.0 as 7 where every fraction of a block is zero, as is usual for whole numbers that were once floats."""
    zeros = [(f"{layout.decimal}0{end}".encode(), end.encode()) for end in (layout.separator, "\n")]
    if block.count(layout.decimal.encode()) != sum(block.count(zero) for zero, _ in zeros):
        return block
    for zero, end in zeros:
        block = block.replace(zero, end)
    return block


def is_label(values: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Whether each number is a digit's."""
    fits: NDArray[np.bool_] = (values == np.rint(values)) & (values >= 0) & (values < CLASSES)
    return fits


def digits(block: bytes, layout: Layout) -> NDArray[np.uint8] | None:
    """Return a block of nothing but whole numbers up to 255 as rows, the label's columns first; None if it is not."""
    parts, start = [], 0
    while start < len(block):
        stop = block.find(b"\n", start + _CACHED) + 1 or len(block)
        part = _digits(block[start:stop], layout)
        if part is None:
            return None
        parts.append(part)
        start = stop
    return np.concatenate(parts) if parts else None


def _digits(block: bytes, layout: Layout) -> NDArray[np.uint8] | None:
    """Return the rows of a block that is small enough for the cache."""
    width, separator = layout.width, ord(layout.separator)
    text = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(text - np.uint8(_ZERO) > 9)  # bytes below "0" wrap round
    if len(ends) % width or not len(ends):
        return None
    stops = text[ends].reshape(-1, width)
    if not ((stops[:, :-1] == separator).all() and (stops[:, -1] == _NEWLINE).all()):
        return None
    steps = np.empty_like(ends)  # a cell's digits and the separator after them
    steps[0] = ends[0] + 1
    np.subtract(ends[1:], ends[:-1], out=steps[1:])
    last = text[ends - 1] - np.uint8(_ZERO)
    long, longer = np.flatnonzero(steps > 2), np.flatnonzero(steps > 3)
    last[long] += np.uint8(10) * (text[ends[long] - 2] - np.uint8(_ZERO))
    hundreds = text[ends[longer] - 3] - np.uint8(_ZERO)
    too_large = (hundreds * np.uint16(100) + last[longer] > 255) | (steps[longer] > 4)
    last[longer] += np.uint8(100) * hundreds
    used = [*layout.labels, *layout.pixels]
    if layout.empty or too_large.any() or steps.min() < 2:
        wrong = steps < 2
        wrong[longer[too_large]] = True
        if wrong.reshape(-1, width)[:, used].any() or (steps.reshape(-1, width)[:, layout.empty] > 1).any():
            return None
    rows = last.reshape(-1, width)
    first, stop = used[0], used[-1] + 1
    return rows[:, first:stop] if used == list(range(first, stop)) else rows[:, used]


def numbers(block: bytes, layout: Layout) -> NDArray[np.float64] | None:
    """Return a block as rows of numbers, the label's columns first; None if it is not one of numbers throughout."""
    names = [str(column) for column in range(layout.width)]
    used = [names[column] for column in (*layout.labels, *layout.pixels)]
    empty = [names[column] for column in layout.empty]
    types = dict.fromkeys(used, pa.float64()) | dict.fromkeys(empty, pa.binary())
    if not block.strip():
        return np.empty((0, len(used)))
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block.replace(b"'", b"")),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter=layout.separator),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types,
                include_columns=used + empty,
                null_values=[],
                strings_can_be_null=False,
                check_utf8=False,
                decimal_point=layout.decimal,
            ),
        )
    except pa.ArrowException:
        return None
    if any(value.as_py().strip() for name in empty for value in table[name]):
        return None
    rows = np.empty((table.num_rows, len(used)))
    for place, name in enumerate(used):
        rows[:, place] = table[name].to_numpy()
    return rows
