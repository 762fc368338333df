"""Images and labels from two IDX files, as MNIST and its relatives are published.

The two belong together by their names: `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, with a dot or a dash
before `idx`, packed or not.
"""

import math
import re
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.idx import parse_idx
from mnist_core.data.readers.numeric_arrays import as_labels
from mnist_core.data.readers.reading import Reading, as_rows
from mnist_core.errors import DataError

_NAME = re.compile(r"(?P<part>.*?)(?P<what>images|labels)[-._]?idx\d.*", re.IGNORECASE)


def idx_name(name: str) -> tuple[str, str] | None:
    """Return the part ("train") and the content ("images" or "labels") that a file's name speaks of, or None."""
    match = _NAME.fullmatch(name)
    return (match["part"].strip("-._").lower(), match["what"].lower()) if match else None


def read_idx_stream(stream: BinaryIO, name: str, limit: int) -> NDArray[np.uint8]:
    """Read an IDX file from a stream, and never more than its header promises nor than `limit` bytes."""
    head = stream.read(4)
    axes = head[3] if len(head) == 4 else 0
    head += stream.read(4 * axes)
    lengths = np.frombuffer(head[4 : len(head) // 4 * 4], ">u4").tolist()
    size = math.prod(lengths) if len(lengths) == axes else 0
    if size > limit:
        raise DataError(
            f"{name} promises {size:,} bytes, more than {limit / 1024**2:,.0f} MB; split it into smaller files"
        )
    return parse_idx(head + stream.read(size + 1), name)


def pair(images: NDArray[np.uint8], labels: NDArray[np.uint8], name: str) -> Reading:
    """Return images and labels that came from two files.

    Raises
    ------
    DataError
        If they are not as many, or not images and classes.
    """
    if images.ndim < 2 or labels.ndim != 1:
        raise DataError(f"{name} must hold images in three axes and its partner labels in one")
    rows = as_rows(images, name).astype(np.uint8, copy=False)
    if not len(rows):
        raise DataError(f"{name} holds no images")
    return Reading(rows, *as_labels(labels, len(rows), name), account={"format": "IDX", "pixels": "0 to 255"})
