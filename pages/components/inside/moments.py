"""The moments of a training that were kept, and going to one of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A network as it was after so many steps, and what that is called."""

    step: int
    label: str
