"""What classes are called, where it is written beside the images: a list of names, one a line."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from mnist_core.data.image import checked_class_names
from mnist_core.data.readers.csv_cells import as_text
from mnist_core.data.readers.reading import Reading
from mnist_core.errors import DataError

MOST_BYTES = 1 << 14
_FILES = {"class_names", "classnames", "classes", "label_names", "labelnames", "labels", "names"}


def is_list_of_names(path: PurePosixPath) -> bool:
    """Whether a file is called like a list of classes."""
    return path.suffix.lower() == ".txt" and path.stem.lower().replace("-", "_") in _FILES


def read_names(content: bytes) -> tuple[str, ...]:
    """Return the names that a text lists, one a line; a number before a name that counts them is left out."""
    lines = [line.strip() for line in as_text(content).splitlines() if line.strip()]
    parts = [line.replace(",", " ").replace(":", " ").split(None, 1) for line in lines]
    if all(len(part) == 2 and part[0] == str(place) for place, part in enumerate(parts)):
        return tuple(part[1].strip() for part in parts)
    return tuple(lines)


def with_names(reading: Reading, names: Sequence[str]) -> Reading:
    """Return a reading whose classes, where they are numbers from 0, are called by these names.

    Raises
    ------
    DataError
        If the names are no names of 2 to 62 classes.
    """
    if not names or reading.labels is None or not all(name.isdecimal() for name in reading.classes):
        return reading
    places = np.array([int(name) for name in reading.classes])[reading.labels]
    if places.max(initial=0) >= len(names):
        raise DataError(f"the list of classes has {len(names)} names, and a label is {places.max()}")
    test = with_names(reading.test, names) if reading.test is not None else None
    called = checked_class_names(names)
    return replace(reading, labels=places.astype(np.uint8), classes=called, test=test)
