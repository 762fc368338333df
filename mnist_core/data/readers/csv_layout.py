"""How a table is written: what separates its cells, which line is a header, and what each column holds.

All of it is found from the first lines. What fits two ways is not decided here: two columns are then kept as places
where the label may be, until all rows were seen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.data.image import MAX_SIDE, MIN_SIDE, PIXELS, SIDE, side_of
from mnist_core.data.readers.csv_cells import cut, is_comment, is_word, number
from mnist_core.data.readers.csv_header import find_label, is_header, is_index, is_mangled, pixel_order
from mnist_core.errors import DataError

COLUMNS = 1 + PIXELS
"""Of a table of MNIST."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}

_EXCEL_SEPARATOR = re.compile(rb'"?sep=([,;|\t])"?,*', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How a table is written.

    Attributes
    ----------
    separator : str
        One character; " " stands for any blanks.
    decimal : str
        "." or ",".
    width : int
        Cells a line.
    labels : tuple of int
        Columns that may hold the label: none, one, or the two at the ends.
    pixels : tuple of int
        The other columns that hold pixels, in the images' order.
    empty : tuple of int
        Columns without any content.
    header : bytes or None
        The line that names the columns.
    skip : int
        Lines before the first image.
    names : tuple of str
        What the header calls the columns.
    notes : tuple of str
    """

    separator: str
    decimal: str
    width: int
    labels: tuple[int, ...]
    pixels: tuple[int, ...]
    empty: tuple[int, ...] = ()
    header: bytes | None = None
    skip: int = 0
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_layout(lines: Sequence[bytes], name: str, *, label: str | None, labelled: bool) -> Layout:
    """Find out how a table is written from its first lines.

    Parameters
    ----------
    lines : sequence of bytes
    name : str
        What messages call the file.
    label : str or None
        "first", "last" or the name of the column with the label; None to find it.
    labelled : bool
        Whether there must be a label.

    Raises
    ------
    DataError
        If there is no image in the lines, or the columns are not those of images.
    """
    rows = [(i, line) for i, line in enumerate(lines) if line.strip() and not is_comment(line)]
    told = _EXCEL_SEPARATOR.fullmatch(rows[0][1].strip(b"\r\n ")) if rows else None
    rows = rows[1:] if told else rows
    if not rows:
        raise _without_images(name)
    separator = told[1].decode() if told else _separator(rows[min(1, len(rows) - 1)][1], rows[0][1])
    table = [(i, cut(line, separator)) for i, line in rows]
    names: list[str] = []
    header, notes = None, []
    if is_header(table[0][1]):
        header, names = rows[0][1], table[0][1]
        notes = (
            [] if any(name.strip("0123456789") for name in names) else ["line 1 counts the columns and was left out"]
        )
        table = table[1:]
    elif is_mangled(table[0][1]):
        raise DataError(
            f"{name}, line {table[0][0] + 1} is an image that pandas took for a header ('0.1', '0.2' …); "
            "delete the line, or write the file again from one read with header=None"
        )
    elif above := [cut(line.lstrip(b"#%/ "), separator) for line in lines[: table[0][0]] if is_comment(line)]:
        names = above[-1] if len(above[-1]) == len(table[0][1]) and is_header(above[-1]) else []
    decimal = "," if separator != "," and any("," in cell for _, row in table[:20] for cell in row) else "."
    if not table:
        _check_names(names, separator, name, rows[0][0] + 1)
        raise _without_images(name)
    width, names, empty = _match_widths(names, table)
    if names and len(names) != width:
        at_header = side_of(len(names) - 1) is None
        raise wrong_width(
            *((len(names), separator, name, rows[0][0] + 1) if at_header else (width, separator, name, table[0][0] + 1))
        )
    columns = [column for column in range(width) if column not in empty]
    line = (rows[0][0] if header else table[0][0]) + 1
    columns, index = _without_index(columns, names, table, labelled=labelled)
    notes += ["the first column numbers the rows and was left out"] * bool(index)
    labels = _label_columns(columns, names, name, label)
    words = [column for column in labels if any(is_word(row[column]) for _, row in table if len(row) == width)]
    labels = tuple(words) if len(words) == 1 else labels
    if side_of(len(columns)) and not labelled:
        labels = ()
    elif side_of(len(columns) - 1) is None:
        raise wrong_width(width if not header else len(names), separator, name, line)
    pixels = [column for column in columns if column not in labels]
    ordered = pixel_order(names, pixels) if names and len(labels) < 2 else pixels
    notes += ["the pixels were put into the order that the header numbers them in"] * (ordered != pixels)
    return Layout(
        separator,
        decimal,
        width,
        labels,
        tuple(ordered),
        empty,
        header,
        skip=table[0][0],
        names=tuple(names),
        notes=tuple(notes),
    )


def wrong_width(found: int, separator: str, name: str, line: int, width: int | None = None) -> DataError:
    """Return what to say of a line that has another number of columns than `width`, or than images have."""
    columns = "1 column" if found == 1 else f"{found:,} columns"
    if width is not None and side_of(width - 1) is None:
        return DataError(f"{name}, line {line} has {columns}; it must have {width}, as the lines before it")
    pixels = _likely_pixels(found) if width is None else width - 1
    hint = ""
    if side_of(found):
        hint = "; without a label, images can be predicted but not learned from"
    elif side_of(found - 10):
        hint = "; labels as ten columns of 0 and 1 are not read, write the digit instead"
    return DataError(
        f"{name}, line {line} has {columns}; it must have {pixels + 1} between {SEPARATORS[separator]}: "
        f"the label, then {pixels} pixels{hint}"
    )


def _likely_pixels(found: int) -> int:
    """Return how many pixels the images have of which a line has so many columns: the nearest square, or MNIST's."""
    if found <= MIN_SIDE**2 // 2:
        return PIXELS
    sides = sorted(range(MIN_SIDE, MAX_SIDE + 1), key=lambda side: side != SIDE)
    return min((side * side for side in sides), key=lambda pixels: abs(pixels + 1 - found))


def _without_images(name: str) -> DataError:
    """Return what to say of a file that has no line of numbers."""
    return DataError(f"{name} holds no images; it must hold a line of {COLUMNS} columns for each")


def _check_names(names: Sequence[str], separator: str, name: str, line: int) -> None:
    """Raise a DataError if a header alone in a file is not one of images."""
    if not any(side_of(len(names) - more) for more in range(3)):
        raise wrong_width(len(names), separator, name, line)


def _separator(line: bytes, first: bytes) -> str:
    """Return what separates the cells of a line: what cuts it into most numbers, or else what is there most often."""
    for text in (line, first):
        cells = {separator: cut(text, separator) for separator in ("\t", ";", "|", ",", " ")}
        wide = [separator for separator, found in cells.items() if len(found) >= MIN_SIDE**2]
        if wide:
            return max(wide, key=lambda separator: _numbers_in(cells[separator]))
    counts = {separator: line.count(separator.encode()) for separator in ("\t", ";", "|", ",")}
    best = max(counts, key=lambda separator: counts[separator])
    if counts[best]:
        return best
    return " " if len(line.split()) > MIN_SIDE**2 // 2 else ","


def _numbers_in(cells: Sequence[str]) -> int:
    """Return how many cells hold a number, with a point or, but not at its start, a comma."""
    return sum(number(cell) is not None or (cell[:1] != "," and number(cell, ",") is not None) for cell in cells)


def _match_widths(names: list[str], table: list[tuple[int, list[str]]]) -> tuple[int, list[str], tuple[int, ...]]:
    """Return the cells a line has, as many names, and the columns that are empty."""
    first = table[0][1]
    width = len(first)
    last_empty = width > MIN_SIDE**2 and all(row[-1] == "" for _, row in table if len(row) == width)
    if names and width == len(names) + 1:
        if last_empty:
            names = [*names, ""]
        elif _names_rows([row[0] for _, row in table if row]):
            names = ["", *names]  # R leaves the name of the row names out
    elif names and width == len(names) - 1 and names[-1] == "":
        names = names[:-1]
    return width, names, (width - 1,) if last_empty else ()


def _names_rows(cells: list[str]) -> bool:
    """Whether the first cells of rows are their names: they count, or are words."""
    values = [number(cell) for cell in cells]
    first = values[0]
    return None in values or all(first is not None and value == first + i for i, value in enumerate(values))


def _without_index(
    columns: list[int], names: list[str], table: list[tuple[int, list[str]]], *, labelled: bool
) -> tuple[list[int], list[int]]:
    """Return the columns that are part of images, and those that only number the rows."""
    if names:
        index = [column for column in columns if column < len(names) and is_index(names[column])]
    else:
        cells = [number(row[0]) for _, row in table if row]
        first = cells[0]
        counts = first in (0, 1) and len(cells) > 1 and all(v == first + i for i, v in enumerate(cells))
        with_label, alone = side_of(len(columns) - 2), side_of(len(columns) - 1)
        index = columns[:1] if counts and (with_label or (alone and len(cells) > 10)) else []
    return [column for column in columns if column not in index], index


def _label_columns(columns: list[int], names: list[str], name: str, label: str | None) -> tuple[int, ...]:
    """Return the columns that may hold the label."""
    if not columns:
        return ()
    ends = {"first": columns[0], "last": columns[-1]}
    if label is not None and label not in ends:
        lowered = [text.lower() for text in names]
        if label.lower() not in lowered:
            has = f"its header begins with {', '.join(names[:3])}" if names else "it has no header"
            raise DataError(f"{name} has no column named {label!r}; {has}")
        return (lowered.index(label.lower()),)
    named = find_label(names, columns, name) if len(names) > max(columns) else None
    if named is not None:
        if label is not None and ends[label] != named:
            raise DataError(f"{name} names the column of its label, {names[named]!r}, and it is not the {label} one")
        return (named,)
    return (ends[label],) if label is not None else (columns[0], columns[-1])
