"""What a network of these data may be asked to read, in words."""

from mnist_core.data.image import DIGITS
from mnist_core.data.reference import DataReference
from mnist_core.drawing.number import reads_several

_NAMED = 8
"""Classes that are named in a sentence."""


def noun(data: DataReference) -> str:
    """Return what one image of the data is called."""
    if data.class_names == DIGITS:
        return "digit"
    return "letter" if all(len(name) == 1 and name.isalpha() for name in data.class_names) else "picture"


def listed(data: DataReference) -> str:
    """Return the classes in words, those of many as the first and the last."""
    names = data.class_names
    if data.class_names == DIGITS:
        return "a digit from 0 to 9"
    if len(names) > _NAMED:
        return f"one of the {len(names)} classes from {names[0]} to {names[-1]}"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def invitation(data: DataReference) -> str:
    """Say what to draw where nothing is drawn."""
    if reads_several(data.class_names):
        return f"Draw {listed(data)} on the dark sheet, or several beside one another."
    return f"Draw {listed(data)} on the dark sheet, filled where the pictures are filled; Test image shows some."


def frame_mark(data: DataReference) -> list[float]:
    """Return how far from the sheet's edges what the data show lies, as shares: top, right, bottom and left."""
    framing, side = data.framing, data.image_side
    down, across = (max((side - size) / 2 / side, 0.04) for size in (framing.height, framing.width))
    return [down, across, down, across]
