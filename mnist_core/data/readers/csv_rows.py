"""The rows of a table, collected block by block: pixels whatever white is, and the columns that may hold the label."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS
from mnist_core.data.readers.classes import is_digit, is_label
from mnist_core.data.readers.csv_cells import is_comment
from mnist_core.data.readers.csv_codes import ClassCodes
from mnist_core.data.readers.csv_errors import first_error
from mnist_core.data.readers.csv_even import even_numbers
from mnist_core.data.readers.csv_layout import Layout
from mnist_core.data.readers.csv_numbers import digits, numbers
from mnist_core.errors import DataError


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
        self.strays: list[DataError | None] = [None] * len(layout.labels)
        """What would be wrong with the first cell of each that holds no digit, were digits wanted."""
        self.named: int | None = None
        """Which of these columns holds words, and numbers that stand for them; None while there was no word."""
        self.codes = ClassCodes(layout, name)
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
        values = _read(block, layout)
        if values is None:
            plain = self._without_strays(block)
            values = _read(plain, layout)
            if values is None:
                values = self._named(plain)
        if values is None:
            raise self._error(block, first)
        if not len(values):
            return
        count = len(layout.labels)
        labels, pixels = values[:, :count].astype(np.float32), values[:, count:]
        self._check_labels(labels, block, first)
        self._pixels.append(self._as_bytes(pixels, block, first))
        self._labels.append(labels)

    def _named(self, block: bytes) -> NDArray[Any] | None:
        """Return the rows of a block whose labels are words, with a number a word; None if it is no such block."""
        known = self.named
        if known is None:
            known = next(
                (place for place, column in enumerate(self.layout.labels) if self.codes.are_in(block, column)), None
            )
        if known is None:
            return None
        coded = self.codes.put_into(block, self.layout.labels[known])
        values = _read(coded, self.layout)
        if values is not None and self.named is None:
            self.named = known
            for labels in self._labels:
                labels[:, known] = self.codes.codes_of(labels[:, known])
        return values

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
            alone = replace(self.layout, labels=(column,), pixels=())
            if self.label_errors[place] is None and not is_label(values).all():
                self.label_errors[place] = first_error(block, first, alone, self.name, unit=False)
            digit = is_digit(values)
            if place == self.named:
                digit = is_label(values)
                digit[digit] = np.isin(self.codes.names_of(values[digit].astype(np.intp)), DIGITS)
            if self.strays[place] is None and not digit.all():
                self.strays[place] = first_error(block, first, alone, self.name, unit=False, digits_only=True)
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


def _read(block: bytes, layout: Layout) -> NDArray[Any] | None:
    """Return a block as rows of numbers, by the fastest way that fits it; None if it is not one of numbers."""
    values: NDArray[Any] | None = digits(block, layout)
    if values is None and (whole := _without_zero_fractions(block, layout)) is not None:
        values = digits(whole, layout)
    if values is None:
        values = even_numbers(block, layout)
    return numbers(block, layout) if values is None else values


def _without_zero_fractions(block: bytes, layout: Layout) -> bytes | None:
    """Write 7.0 as 7 if every fraction of a block is zero, as is usual for whole numbers that were once floats."""
    zeros = [(f"{layout.decimal}0{end}".encode(), end.encode()) for end in (layout.separator, "\n")]
    for part in (block[: 1 << 14], block):  # most other blocks show what they are at once
        fractions = part.count(layout.decimal.encode())
        if not 0 <= fractions - sum(part.count(zero) for zero, _ in zeros) <= (part is not block):
            return None
    for zero, end in zeros:
        block = block.replace(zero, end)
    return block
