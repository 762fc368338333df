"""Tables whose cells are all equally long and written alike, as `numpy.savetxt` writes numbers from 0 to 1.

Where every cell has its point and its exponent at the same place, a block of lines is a box of characters: line by
column by place. The digits at one place of all cells are then taken together.
"""

import re

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.readers.csv_layout import Layout

_CACHED = 1 << 18
_CELL = re.compile(rb"\d([.,])(\d+)(?:[eE][+-](\d\d))?")
_DECIMALS = 10
"""More cannot be seen in an image of bytes."""

_ZERO, _MINUS = ord("0"), ord("-")
_POWERS = 10.0 ** np.arange(100)


def even_numbers(block: bytes, layout: Layout) -> NDArray[np.float32] | None:
    """Return a block of equally long cells as rows of numbers, the label's columns first; None if it is none."""
    separator = layout.separator.encode()
    cell = _CELL.match(block)
    if cell is None or cell[1] != layout.decimal.encode() or not block.startswith((separator, b"\n"), cell.end()):
        return None
    length = cell.end() + 1
    line = layout.width * length
    if len(block) % line or layout.empty:
        return None
    step = max(1, _CACHED // line) * line
    used = [*layout.labels, *layout.pixels]
    rows = np.empty((len(block) // line, len(used)), np.float32)
    for start in range(0, len(block), step):
        text = np.frombuffer(block, np.uint8, min(step, len(block) - start), start).reshape(-1, layout.width, length)
        if not ((text[:, :-1, -1] == separator[0]).all() and (text[:, -1, -1] == ord("\n")).all()):
            return None
        values = _values(text.reshape(-1, length), len(cell[2]), exponent=cell[3] is not None)
        if values is None:
            return None
        first = start // line
        with np.errstate(over="ignore"):  # whoever looks at the pixels finds what is infinite
            rows[first : first + len(text)] = values.reshape(-1, layout.width)[:, used]
    return rows


def _values(cells: NDArray[np.uint8], decimals: int, *, exponent: bool) -> NDArray[np.float64] | None:
    """Return cells such as 3.921569e-03 as numbers, shape (n,); None if one is written otherwise."""
    places = np.ascontiguousarray(cells.T)
    sign = decimals + 3
    numerals = [0, *range(2, 2 + decimals), *([sign + 1, sign + 2] if exponent else [])]
    digits = places - np.uint8(_ZERO)
    if digits[numerals].max() > 9 or (places[1] != places[1, 0]).any():
        return None
    kept = min(decimals, _DECIMALS)
    whole = digits[0].astype(np.int64)
    for place in range(2, 2 + kept):
        whole *= 10
        whole += digits[place]
    values: NDArray[np.float64] = whole / _POWERS[kept]
    if exponent:
        less = places[sign] == _MINUS
        if not (less | (places[sign] == ord("+"))).all() or (places[sign - 1] | 32 != ord("e")).any():
            return None
        power = _POWERS[digits[sign + 1] * np.uint8(10) + digits[sign + 2]]
        values = np.where(less, values / power, values * power)
    return values
