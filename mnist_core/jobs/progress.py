"""How a computation says how far it has come: it is a generator that yields this and returns its arrays."""

from collections.abc import Generator
from typing import NamedTuple

from mnist_core.store.jobs import Arrays


class Progress(NamedTuple):
    """Share that is done, 0 to 1, and what is being computed."""

    done: float
    doing: str


Steps = Generator[Progress, None, Arrays]
