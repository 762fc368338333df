"""What to say about the first bad line of a table.

Blocks of lines are read fast and all at once. Only where that stumbles are their lines looked at one by one, so a good
file costs nothing for the care that a bad one needs.
"""

import math

from mnist_core.data.image import CLASSES
from mnist_core.data.readers.classes import HIGHEST
from mnist_core.data.readers.csv_cells import cut, is_comment, is_word, number, shortened
from mnist_core.data.readers.csv_layout import Layout, wrong_width
from mnist_core.errors import DataError


def first_error(
    block: bytes, first: int, layout: Layout, name: str, *, unit: bool, digits_only: bool = False
) -> DataError:
    """Return what to say about the first bad line of a block.

    Parameters
    ----------
    block : bytes
        Whole lines.
    first : int
        The number of its first line.
    layout : Layout
        With one column for the label, or none.
    name : str
        What messages call the file.
    unit : bool
        Whether pixels go from 0 to 1 and not to 255.
    digits_only : bool, default False
        Whether a label that is not a digit is wrong too.
    """
    lines = block.split(b"\n")
    for count, line in enumerate(lines, first):
        if (
            line.strip()
            and not is_comment(line)
            and line != layout.header
            and (error := _of(line, layout, unit=unit, digits_only=digits_only))
        ):
            if isinstance(error, int):
                return wrong_width(error, layout.separator, name, count, layout.width)
            return DataError(f"{name}, line {count}: {error}")
    return DataError(f"{name}, line {first} or one of the next {len(lines) - 1} cannot be read as numbers")


def _of(line: bytes, layout: Layout, *, unit: bool, digits_only: bool) -> str | int | None:
    """Return what is wrong with a line: a sentence's end, or how many columns it has."""
    cells = cut(line, layout.separator)
    if len(cells) != layout.width:
        return len(cells)
    if len(layout.labels) == 1:
        cell = cells[layout.labels[0]]
        value = number(cell, layout.decimal)
        named = not digits_only and is_word(cell)
        highest = CLASSES - 1 if digits_only else HIGHEST
        if not named and (value is None or not value.is_integer() or not 0 <= value <= highest):
            return _rule("the label", f"a whole number from 0 to {CLASSES - 1}", cell)
    for place, column in enumerate(layout.pixels, 1):
        value = number(cells[column], layout.decimal)
        fits = value is not None and math.isfinite(value) and 0 <= value <= (1 if unit else 255)
        if not fits or (not unit and value is not None and not value.is_integer()):
            rule = "a number from 0 to 1, as those before it" if unit else "a whole number from 0 to 255"
            return _rule(f"pixel {place}", rule, cells[column])
    if any(cells[column] for column in layout.empty):
        return f"column {layout.width} must be empty, as in the lines before"
    return None


def _rule(what: str, rule: str, cell: str) -> str:
    """Write what a cell must be and what it is."""
    return f"{what} must be {rule}, " + (f"got {shortened(cell)!r}" if cell else "but its cell is empty")
