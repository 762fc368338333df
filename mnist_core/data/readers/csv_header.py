"""What the names in a header say about the columns.

A header is believed: where it names a label, there the label is; where it numbers the pixels, that is their order.
"""

import re
from collections import Counter
from collections.abc import Sequence

from mnist_core.data.image import side_of
from mnist_core.data.readers.csv_cells import is_word, number
from mnist_core.errors import DataError

LABEL_NAMES = {"label", "labels", "class", "classes", "target", "targets", "y", "digit", "digits", "category"}
INDEX_NAMES = {
    "",
    "index",
    "idx",
    "id",
    "ids",
    "imageid",
    "image_id",
    "row",
    "rownames",
    "row.names",
    "row_id",
    "rowid",
}
_UNNAMED = re.compile(r"unnamed: ?\d+(\.\d+)?|level_0")
_MANGLED = re.compile(r"(\d+)\.(\d+)")


def is_header(cells: Sequence[str]) -> bool:
    """Whether the cells of a first line are names; numbers in any notation are not, unless they count the columns."""
    if sum(map(is_word, cells)) * 2 > len(cells):
        return True
    ends = [cell.lower() for cell in (*cells[:2], *cells[-1:])]
    return any(is_word(cell) and cell in LABEL_NAMES for cell in ends) or _counts(cells)


def is_index(name: str) -> bool:
    """Whether a column of this name only numbers the rows."""
    return name.lower() in INDEX_NAMES or bool(_UNNAMED.fullmatch(name.lower()))


def is_mangled(cells: Sequence[str]) -> bool:
    """Whether a line of numbers is an image that pandas took for a header: it makes 0, 0, 0 into 0, 0.1, 0.2."""
    seen: Counter[str] = Counter()
    suffixes = 0
    for cell in cells:
        if match := _MANGLED.fullmatch(cell):
            base, suffix = match.groups()
            if int(suffix[:9]) != seen[base]:
                return False
            suffixes += 1
        elif not cell.isdigit() or seen[cell]:
            return False
        else:
            base = cell
        seen[base] += 1
    return suffixes > len(cells) // 2


def find_label(names: Sequence[str], columns: Sequence[int], name: str) -> int | None:
    """Return which of these columns the header names as the label, or None if it does not say.

    Raises
    ------
    DataError
        If it names two.
    """
    named = [column for column in columns if names[column].lower() in LABEL_NAMES]
    if len(named) > 1 and side_of(len(columns) - 1) is None:
        raise DataError(
            f"{name} has two columns that may be the label, {names[named[0]]!r} and {names[named[1]]!r}; "
            "say which, as label=NAME"
        )
    if len(named) == 1:
        return named[0]
    stems = Counter(_stem(names[column]) for column in columns)
    stem, count = stems.most_common(1)[0]
    if side_of(count) and len(columns) == count + 1:
        return next(column for column in columns if _stem(names[column]) != stem)
    return None


def pixel_order(names: Sequence[str], columns: Sequence[int]) -> list[int]:
    """Return the columns of pixels in the order of the numbers in their names, where these count the pixels."""
    numbers = [tuple(map(int, re.findall(r"\d{1,9}", names[column]))) for column in columns]
    alike = len({_stem(names[column]) for column in columns}) == 1
    flat = sorted(numbers)
    first = flat[0] if flat else ()
    counted = len(first) == 1 and flat == [(first[0] + i,) for i in range(len(flat))]
    pairs = len(first) == 2 and len(set(flat)) == len(flat) == len({a for a, _ in flat}) * len({b for _, b in flat})
    if not alike or not (counted or pairs):
        return list(columns)
    return [column for _, column in sorted(zip(numbers, columns, strict=True))]


def _stem(name: str) -> str:
    """Return a name without its numbers."""
    return re.sub(r"\d+", "#", name.strip().lower())


def _counts(cells: Sequence[str]) -> bool:
    """Whether the cells, but for the first few, are 0, 1, 2 …: columns that had no names."""
    before = next((count for count in range(3) if side_of(len(cells) - count)), None)
    values = [number(cell) for cell in cells[before:]] if before is not None else []
    first = values[0] if values else None
    return first is not None and first in (0, 1, 2) and all(value == first + i for i, value in enumerate(values))
