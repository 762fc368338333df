"""The cells of a block of lines as numbers.

Most tables hold nothing but digits and separators, and NumPy turns a block of those into numbers by itself: it finds
where the cells end and adds up at most three digits a cell. Arrow reads the others, in whatever notation they are.
"""

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from mnist_core.data.readers.csv_layout import Layout

_CACHED = 1 << 17
_NEWLINE, _ZERO = ord("\n"), ord("0")


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


def numbers(block: bytes, layout: Layout) -> NDArray[np.float32] | None:
    """Return a block as rows of numbers, the label's columns first; None if it is not one of numbers throughout."""
    names = [str(column) for column in range(layout.width)]
    used = [names[column] for column in (*layout.labels, *layout.pixels)]
    empty = [names[column] for column in layout.empty]
    types = dict.fromkeys(used, pa.float32()) | dict.fromkeys(empty, pa.binary())
    if not block.strip():
        return np.empty((0, len(used)), np.float32)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block.replace(b"'", b"") if b"'" in block else block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1),
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
    columns = np.empty((len(used), table.num_rows), np.float32)
    for place, name in enumerate(used):
        columns[place] = table[name].to_numpy()
    return columns.T
