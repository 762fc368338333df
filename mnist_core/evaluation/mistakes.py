"""What a network's mistakes have in common: the digits that it confuses."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS


@dataclass(frozen=True)
class Confusion:
    """One kind of mistake and how often it was made; `class_names` say what to call a class."""

    digit: int
    read_as: int
    count: int
    class_names: tuple[str, ...] = DIGITS

    def __str__(self) -> str:
        return f"{self.class_names[self.digit]} read as {self.class_names[self.read_as]}: {times(self.count)}"


def times(count: int) -> str:
    """Return "never", "once", "twice" or "31 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def confused_pairs(
    confusion: NDArray[np.integer[Any]], *, limit: int, class_names: tuple[str, ...] = DIGITS
) -> list[Confusion]:
    """Return the most frequent mistakes, most frequent first; fewer than `limit` where there are fewer."""
    errors = confusion.copy()
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:limit]
    pairs = (Confusion(*divmod(int(place), len(errors)), int(errors.flat[place]), class_names) for place in order)
    return [pair for pair in pairs if pair.count]
