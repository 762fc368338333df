"""What a network's mistakes have in common: the digits that it confuses."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Confusion:
    """One kind of mistake and how often it was made."""

    digit: int
    read_as: int
    count: int

    def __str__(self) -> str:
        return f"{self.digit} read as {self.read_as}: {times(self.count)}"


def times(count: int) -> str:
    """Return "never", "once", "twice" or "31 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def confused_pairs(confusion: NDArray[np.integer[Any]], *, limit: int) -> list[Confusion]:
    """Return the most frequent mistakes, most frequent first; fewer than `limit` where there are fewer."""
    errors = confusion.copy()
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:limit]
    pairs = (Confusion(*divmod(int(place), len(errors)), int(errors.flat[place])) for place in order)
    return [pair for pair in pairs if pair.count]
