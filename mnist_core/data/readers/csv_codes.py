"""Words as labels of a table, written as numbers so that the rows can be read like all others."""

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import MOST_CLASSES
from mnist_core.data.readers.classes import HIGHEST
from mnist_core.data.readers.csv_cells import as_text, cut, is_word, number, shortened
from mnist_core.data.readers.csv_layout import Layout
from mnist_core.errors import DataError


class ClassCodes:
    """Gives every different label of a table a number, in the order in which they come.

    Parameters
    ----------
    layout : Layout
    name : str
        What messages call the file.
    """

    def __init__(self, layout: Layout, name: str) -> None:
        self._layout, self._name = layout, name
        self._codes: dict[bytes, int] = {}

    def are_in(self, block: bytes, column: int) -> bool:
        """Whether a line of a block has a word in this column."""
        lines = (cut(line, self._layout.separator) for line in block.split(b"\n"))
        return any(column < len(cells) and is_word(cells[column]) for cells in lines)

    def put_into(self, block: bytes, column: int) -> bytes:
        """Return a block of lines with numbers in the place of the labels in a column; a missing one stays as it is.

        Raises
        ------
        DataError
            If there are more different labels than classes may be.
        """
        separator = self._layout.separator.encode()
        lines = block.split(b"\n")
        for place, line in enumerate(lines):
            cells = line.split(separator, column + 1) if column < self._layout.width - 1 else line.rsplit(separator, 1)
            at = min(column, len(cells) - 1)
            label = cells[at].strip().strip(b"\"'").strip()
            text = as_text(label)
            value = number(text, self._layout.decimal)
            whole = value is not None and value.is_integer() and 0 <= value <= HIGHEST
            if whole or is_word(text):
                cells[at] = b"%d" % self._code(b"%d" % int(value or 0) if whole else label)
                lines[place] = separator.join(cells)
        return b"\n".join(lines)

    def codes_of(self, numbers: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the numbers of labels that were read as numbers themselves."""
        found, places = np.unique(numbers, return_inverse=True)
        codes = np.array([self._code(b"%d" % int(value)) for value in found], np.float32)
        return codes[places].reshape(numbers.shape)

    def names_of(self, codes: NDArray[np.integer]) -> NDArray[np.str_]:
        """Return the labels as they are written, given their numbers."""
        names = np.array([as_text(label) for label in self._codes])
        found: NDArray[np.str_] = names[codes]
        return found

    def _code(self, label: bytes) -> int:
        """Return the number of a label."""
        code = self._codes.setdefault(label, len(self._codes))
        if code > MOST_CLASSES:
            raise DataError(
                f"{self._name} holds more than {MOST_CLASSES} different labels, "
                f"{shortened(as_text(label))!r} among them"
            )
        return code
