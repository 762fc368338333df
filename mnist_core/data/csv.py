"""Labelled images from a CSV file: the label first, then 784 pixels, one image a line.

Arrow reads a few thousand lines at a time, fast. Only where it stumbles are those lines looked at one by one, to say
which is wrong and why; so a good file costs nothing for the care that a bad one needs.
"""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import CLASSES, PIXELS
from mnist_core.errors import DataError

MAX_CSV_BYTES = 300 * 1024**2
"""Largest file that is read, unpacked; MNIST's 60,000 images take 110 MB."""

COLUMNS = 1 + PIXELS

_LINES_AT_ONCE = 4000
_LONGEST_LINE = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP_MAGIC = b"\x1f\x8b"
_MISSING = {"", "na", "n/a", "nan", "null", "none", "inf"}
_NAMES = [str(column) for column in range(COLUMNS)]
_CONVERSION = arrow_csv.ConvertOptions(
    column_types=dict.fromkeys(_NAMES, pa.uint8()), null_values=[], strings_can_be_null=False, check_utf8=False
)


def load_csv(source: Path | str | bytes | BinaryIO, *, max_bytes: int = MAX_CSV_BYTES) -> ImageSet:
    """Read labelled images from a CSV file, such as `mnist_train.csv`.

    Parameters
    ----------
    source : path-like, bytes or binary file
        Comma-separated; with or without a header row; quoted or not; plain or gzipped.
    max_bytes : int, default 300 MB
        Longer content, unpacked, is refused.

    Returns
    -------
    ImageSet

    Raises
    ------
    DataError
        If a line does not hold a label from 0 to 9 and 784 whole numbers from 0 to 255. The message is one sentence
        that names the file and the line, the header counted.
    """
    if isinstance(source, bytes):
        return _read(io.BytesIO(source), "the file", max_bytes)
    if isinstance(source, str | Path):
        try:
            with open(source, "rb") as file:
                return _read(file, Path(source).name, max_bytes)
        except FileNotFoundError:
            raise DataError(f"{source} is missing; check the path") from None
        except OSError as error:
            raise DataError(f"{source} cannot be read: {error.strerror or error}") from None
    return _read(source, Path(str(getattr(source, "name", "the file"))).name, max_bytes)


def _read(file: BinaryIO, name: str, max_bytes: int) -> ImageSet:
    """Read all images of an open file that messages call `name`."""
    parts = []
    start = file.read(len(_BYTE_ORDER_MARK))
    file.seek(0)
    zipped = start.startswith(_GZIP_MAGIC)
    try:
        with gzip.GzipFile(fileobj=file) if zipped else nullcontext(file) as plain:
            if start == _BYTE_ORDER_MARK:
                plain.read(len(_BYTE_ORDER_MARK))
            lines = _limited(plain, name, max_bytes)
            number, first = 1, list(islice(lines, 1))
            if not first:
                raise DataError(f"{name} is empty; it must hold a line of {COLUMNS} columns for each image")
            if _is_header(first[0]):
                _check_width(_cells(first[0]), name, 1)
                number, first = 2, []
            while block := first + list(islice(lines, _LINES_AT_ONCE)):
                parts.append(_parse(block, name, number))
                number, first = number + len(block), []
    except (EOFError, gzip.BadGzipFile):
        raise DataError(f"{name} is damaged: it does not unpack") from None
    rows = np.concatenate(parts) if parts else np.empty((0, COLUMNS), np.uint8)
    if not len(rows):
        raise DataError(f"{name} holds no images; it must hold a line of {COLUMNS} columns for each")
    return ImageSet(rows[:, 1:], np.ascontiguousarray(rows[:, 0]))


def _limited(file: BinaryIO | gzip.GzipFile, name: str, max_bytes: int) -> Iterator[bytes]:
    """Yield the lines of a file, none of them, nor all together, longer than can be sensible."""
    total = 0
    while line := file.readline(_LONGEST_LINE):
        total += len(line)
        if total > max_bytes:
            raise DataError(f"{name} is longer than {max_bytes / 1024**2:,.0f} MB; split it into smaller files")
        yield line


def _parse(lines: Sequence[bytes], name: str, first_number: int) -> NDArray[np.uint8]:
    """Return lines as rows of numbers, or raise the error of the first bad one."""
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(b"".join(lines)),
            read_options=arrow_csv.ReadOptions(column_names=_NAMES),
            convert_options=_CONVERSION,
        )
    except pa.ArrowInvalid:
        if not b"".join(lines).strip():
            return np.empty((0, COLUMNS), np.uint8)
        raise _first_error(lines, name, first_number) from None
    rows = np.empty((table.num_rows, COLUMNS), np.uint8)
    for column, values in enumerate(table.itercolumns()):
        rows[:, column] = values.to_numpy()
    if len(rows) and rows[:, 0].max() >= CLASSES:
        raise _first_error(lines, name, first_number)
    return rows


def _first_error(lines: Sequence[bytes], name: str, first_number: int) -> DataError:
    """Return what to say about the first bad one of these lines."""
    try:
        for number, line in enumerate(lines, first_number):
            if line.strip(b"\r\n"):
                _check(_cells(line), name, number)
    except DataError as error:
        return error
    return DataError(f"{name}, line {first_number} or one of the next {len(lines) - 1} cannot be read as numbers")


def _check(cells: Sequence[str], name: str, number: int) -> None:
    """Raise a DataError unless these are the label and the pixels of an image."""
    _check_width(cells, name, number)
    for column, cell in enumerate(cells):
        what, highest = ("the label", CLASSES - 1) if column == 0 else (f"pixel {column}", 255)
        text = cell.strip()
        if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= highest):
            raise DataError(
                f"{name}, line {number}: {what} must be a whole number from 0 to {highest}, "
                + (f"got {_shortened(text)!r}" if text else "but its cell is empty")
            )


def _check_width(cells: Sequence[str], name: str, number: int) -> None:
    """Raise a DataError unless there are as many cells as columns."""
    if len(cells) != COLUMNS:
        found = "1 column" if len(cells) == 1 else f"{len(cells):,} columns"
        raise DataError(
            f"{name}, line {number} has {found}; it must have {COLUMNS} between commas: the label, then {PIXELS} pixels"
        )


def _is_header(line: bytes) -> bool:
    """Whether a first line names the columns: its first cell is a word."""
    word = (_cells(line) or [""])[0].strip().lower()
    return word.lstrip("+-") not in _MISSING and any(letter.isalpha() for letter in word)


def _cells(line: bytes) -> list[str]:
    """Cut a line at its commas, quotes removed."""
    text = line.decode("utf-8", errors="replace").rstrip("\r\n")
    return next(csv.reader([text]), [])


def _shortened(text: str) -> str:
    """Return no more of a cell than fits a sentence."""
    return text if len(text) <= 20 else f"{text[:20]}…"
