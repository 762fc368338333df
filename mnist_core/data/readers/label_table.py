"""What pictures show, where a table beside them says it: a line for each, with its file's name and its label."""

import csv
import io
from collections.abc import Sequence
from pathlib import PurePosixPath

from mnist_core.data.readers.csv_cells import as_text, number, shortened
from mnist_core.data.readers.csv_header import LABEL_NAMES, is_index
from mnist_core.errors import DataError

MOST_BYTES = 32 << 20
"""Of a table of labels; 200,000 lines take a few megabytes."""

_SUFFIXES = {".csv", ".tsv", ".txt"}
_SEPARATORS = ",;\t|"


def is_label_table(path: PurePosixPath) -> bool:
    """Whether a file beside pictures is called like a table."""
    return path.suffix.lower() in _SUFFIXES


def read_label_table(content: bytes, pictures: Sequence[PurePosixPath], name: str) -> dict[PurePosixPath, str]:
    """Return the label of each picture.

    Parameters
    ----------
    content : bytes
        The table, with or without a header; cells between commas, semicolons, tabs, bars or blanks.
    pictures : sequence of PurePosixPath
        Where they lie; a line names one with or without its folder and its ending.
    name : str
        What messages call the table.

    Raises
    ------
    DataError
        If a picture has no label or two, or a label no picture, or it is not clear which column is the label.
    """
    if len(content) > MOST_BYTES:
        raise DataError(f"{name} is larger than {MOST_BYTES >> 20} MB; a table of labels has a short line a picture")
    rows = _rows(content, name)
    if not rows:
        raise DataError(f"{name} is empty; it must have a line with name and label for each picture")
    known = _known(pictures)
    header = [] if any(_key(cell, known) for cell in rows[0][1]) else [cell.lower() for cell in rows[0][1]]
    body = rows[1:] if header else rows
    if not body:
        raise DataError(f"{name} names none of the pictures beside it")
    where = next((place for place, cell in enumerate(body[0][1]) if _key(cell, known)), 0)
    column = _label_column(header, where, len(body[0][1]), name)
    labels: dict[PurePosixPath, str] = {}
    for line, row in body:
        if len(row) <= max(where, column) or not row[column]:
            raise DataError(f"{name}, line {line} has no label")
        key = _key(row[where], known)
        if key is None:
            raise DataError(
                f"{name}, line {line} has a label for {shortened(row[where])}, and there is no such picture"
            )
        picture = known[key]
        if picture is None:
            raise DataError(
                f"{name}, line {line}: several pictures are called {shortened(key)}; write their folders too"
            )
        value = number(row[column])
        label = str(int(value)) if value is not None and value.is_integer() else row[column]
        if labels.setdefault(picture, label) != label:
            raise DataError(f"{name}, line {line} gives {picture} another label than a line before it")
    missing = next((picture for picture in pictures if picture not in labels), None)
    if missing is not None:
        raise DataError(f"{name} has no label for {missing}")
    return labels


def _known(pictures: Sequence[PurePosixPath]) -> dict[str, PurePosixPath | None]:
    """Return what each picture may be called; None stands for several."""
    known: dict[str, PurePosixPath | None] = {}
    for picture in pictures:
        for key in {picture.name, picture.stem} - {str(picture)}:
            known[key] = None if key in known else picture
    return known | {str(picture): picture for picture in pictures}


def _key(cell: str, known: dict[str, PurePosixPath | None]) -> str | None:
    """Return under which name a cell's picture is known, or None."""
    path = cell.replace("\\", "/").removeprefix("./")
    return next((key for key in (path, path.rsplit("/", 1)[-1]) if key in known), None)


def _label_column(header: list[str], where: int, width: int, name: str) -> int:
    """Return which column holds the labels."""
    others = [place for place in range(width) if place != where and not (header[place:] and is_index(header[place]))]
    named = [place for place in others if header[place:] and header[place] in LABEL_NAMES]
    found = named if named else others
    if len(found) != 1:
        raise DataError(f"{name} must have a column of names and one called label, got {width} columns")
    return found[0]


def _rows(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Return the number and the cells of each line that is not empty."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = content.decode("utf-16", errors="replace") if wide else as_text(content.removeprefix(b"\xef\xbb\xbf"))
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    if separator not in first:
        return [(number, line.rsplit(None, 1)) for number, line in enumerate(lines, 1) if line.strip()]
    try:
        rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True)
        found = [(rows.line_num, [cell.strip() for cell in row]) for row in rows]
    except csv.Error:
        raise DataError(f"{name} cannot be cut into cells") from None
    return [(line, row) for line, row in found if any(row)]
