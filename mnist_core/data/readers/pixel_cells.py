"""Images from a table whose pixels stand in one cell, with blanks between them, as FER-2013 and its kin are published.

Beside that cell there is the label, and perhaps a column that says which images are to learn from and which to test by.
"""

import csv
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS, side_of
from mnist_core.data.readers.csv_cells import as_text, is_word
from mnist_core.data.readers.csv_header import LABEL_NAMES
from mnist_core.data.readers.numeric_arrays import as_bytes, as_labels
from mnist_core.data.readers.reading import MAX_BYTES, Reading, parted
from mnist_core.errors import DataError

_LABELS = LABEL_NAMES | {"emotion", "letter", "character", "name"}
PARTS = re.compile(r"(usage|split|set|part|partition|subset)", re.IGNORECASE)
_ROWS = 500
_MOST_CELLS = 10


def has_pixel_cell(line: bytes) -> bool:
    """Whether one of a line's few cells, and no other, holds as many numbers as a square image has pixels."""
    for separator in (b",", b";", b"\t", b"|"):
        cells = [cell.strip(b'" \r\n').split() for cell in line.split(separator, _MOST_CELLS)]
        several = [cell for cell in cells if len(cell) > 1]
        if 1 < len(cells) < _MOST_CELLS and len(several) == 1 and side_of(len(several[0])):
            return all(part.replace(b".", b"", 1).isdigit() for part in several[0])
    return False


def read_pixel_cells(blocks: Iterator[bytes], name: str, *, label: str | None, labelled: bool) -> Reading:
    """Read images from blocks of whole lines.

    Raises
    ------
    DataError
        If a line has other cells than those before it, or the images are not such as are read here.
    """
    rows = _rows(blocks, name)
    first = next(rows)[1]
    header = [cell.lower() for cell in first] if all(is_word(cell) for cell in first) else []
    if not header:
        rows = _rows_again(first, rows)
    cells = None if header else first
    parts: list[NDArray[Any]] = []
    waiting: list[NDArray[np.float32]] = []
    beside: list[list[str]] = []
    place = pixels = kept = 0
    for line, row in rows:
        if cells is None:
            cells = row
        if not beside:
            place = max(range(len(row)), key=lambda column: len(row[column]))
            pixels = len(row[place].split())
            if side_of(pixels) is None:
                raise DataError(f"{name}, line {line} has {pixels:,} pixels in one cell, which is no square image")
        if len(row) != len(cells):
            raise DataError(f"{name}, line {line} has {len(row)} cells; it must have {len(cells)}, as those before it")
        try:
            image = np.array(row[place].split(), np.float32)
        except ValueError:
            raise DataError(f"{name}, line {line}: every pixel must be a number") from None
        if len(image) != pixels:
            raise DataError(f"{name}, line {line} has {len(image):,} pixels; it must have {pixels:,}, as the others")
        waiting.append(image)
        beside.append([cell for column, cell in enumerate(row) if column != place])
        if len(waiting) == _ROWS:
            parts.append(_narrow(waiting))
            waiting = []
            kept += parts[-1].nbytes
            if kept > MAX_BYTES:
                raise DataError(f"{name} holds more than {MAX_BYTES >> 20} MB of pixels")
    if not beside:
        raise DataError(f"{name} holds no images; it must hold a line with a label and a cell of pixels for each")
    if waiting:
        parts.append(_narrow(waiting))
    images, unit = as_bytes(np.concatenate(parts), name)
    names = [title for column, title in enumerate(header) if column != place]
    return _reading(images, beside, names, name, label, labelled=labelled, unit=unit)


def _reading(
    images: NDArray[np.uint8],
    beside: list[list[str]],
    names: list[str],
    name: str,
    label: str | None,
    *,
    labelled: bool,
    unit: bool,
) -> Reading:
    """Return the images with what stands beside their pixels."""
    columns = list(map(list, zip(*beside, strict=True)))
    split = next((i for i, cells in enumerate(columns) if is_split(names[i] if names else "", cells)), None)
    others = [i for i in range(len(columns)) if i != split]
    chosen = _label_column(others, names, name, label)
    if chosen is None and labelled:
        raise DataError(f"{name} does not say which column is the label; pass label=NAME")
    shown, classes = None, DIGITS
    if chosen is not None:
        cells = columns[chosen]
        values = np.array(cells) if any(is_word(cell) for cell in cells) else _as_numbers(cells, name)
        shown, classes = as_labels(values, len(images), name)
    account = {"format": "CSV with the pixels in one cell", "header": "yes" if names else "none"}
    account |= {
        "label": names[chosen] if names and chosen is not None else "the other column",
        "pixels": "0 to 1" if unit else "0 to 255",
    }
    notes = ("pixels go from 0 to 1 and were multiplied by 255",) * unit
    whole = Reading(images, shown, classes, account=account, notes=notes)
    if split is None:
        return whole
    return parted(whole, columns[split])


def _label_column(others: list[int], names: list[str], name: str, label: str | None) -> int | None:
    """Return which of the columns is the label, or None."""
    if label not in (None, "first", "last"):
        if label.lower() not in names:
            raise DataError(f"{name} has no column named {label!r}; beside the pixels it has {', '.join(names[:3])}")
        return names.index(label.lower())
    named = [place for place in others if names and names[place] in _LABELS]
    if len(named) == 1:
        return named[0]
    return others[0] if len(others) == 1 else None


def is_split(title: str, cells: list[str]) -> bool:
    """Whether a column says what each image is for."""
    known = {cell.lower() for cell in cells}
    return bool(PARTS.fullmatch(title) or not title) and all(re.search("train|test|val", cell) for cell in known)


def _as_numbers(cells: list[str], name: str) -> NDArray[np.float64]:
    """Return labels as numbers, or raise a DataError that names the first image without one."""
    try:
        return np.array(cells, np.float64)
    except ValueError:
        place = next(i for i, cell in enumerate(cells) if not cell.replace(".", "", 1).isdecimal())
        raise DataError(
            f"{name}: the label of image {place + 1:,} must be a number or a name, got {cells[place][:20]!r}"
        ) from None


def _narrow(rows: list[NDArray[np.float32]]) -> NDArray[Any]:
    """Return rows in as few bytes as hold them."""
    stacked = np.stack(rows)
    whole = (stacked >= 0).all() and (stacked <= 255).all() and (stacked == np.rint(stacked)).all()
    return stacked.astype(np.uint8) if whole else stacked


def _rows(blocks: Iterator[bytes], name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each line that is not empty."""
    number = 0
    for block in blocks:
        lines = as_text(block).split("\n")
        separator = max(",;\t|", key=lines[0].count)
        for line in lines[:-1]:
            number += 1
            if line.strip():
                try:
                    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
                except (csv.Error, StopIteration):
                    raise DataError(f"{name}, line {number} cannot be cut into cells") from None
                yield number, [cell.strip() for cell in cells]


def _rows_again(first: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the first row again, then the others."""
    yield 1, first
    yield from rows
