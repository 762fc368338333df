"""Images and labels from two IDX files, as MNIST and its relatives are published.

The two belong together by their names: `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, with a dot or a dash
before `idx`, packed or not. Kuzushiji's are published as two NumPy archives too, `kmnist-train-imgs.npz` and
`kmnist-train-labels.npz`.
"""

import hashlib
import math
import re
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.idx import INT32, parse_idx_integers
from mnist_core.data.readers.numeric_arrays import as_labels
from mnist_core.data.readers.reading import Reading, as_rows
from mnist_core.data.readers.recognition import is_possible
from mnist_core.data.relatives import Relative, find_by_name, find_by_shape, find_by_sum
from mnist_core.errors import DataError

PARTS = {"train", "training", "test", "testing", "tests", "t10k"}
"""Words in a name that say what images are for, not which they are."""

MOST_AXES = 4

_NAME = re.compile(r"(?P<part>.*?)(?P<what>images|imgs|labels)(?:[-._]?idx\d.*|\.npz)", re.IGNORECASE)


def pair_name(name: str) -> tuple[str, str] | None:
    """Return the part ("train") and the content ("images" or "labels") that a file's name speaks of, or None."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    return match["part"].strip("-._").lower(), "labels" if match["what"].lower() == "labels" else "images"


def stem(part: str) -> str:
    """Return the name of the data that a part is one of: "emnist-letters" of "emnist-letters-train"."""
    return "-".join(word for word in re.split(r"[-._]+", part) if word and word not in PARTS)


def checksums(packed: bytes, plain: bytes) -> tuple[str, str]:
    """Return the two checksums by which a file of labels may be known."""
    return hashlib.md5(packed, usedforsecurity=False).hexdigest(), hashlib.sha256(plain).hexdigest()


def read_idx_stream(stream: BinaryIO, name: str, limit: int) -> tuple[NDArray[np.integer], bytes]:
    """Read an IDX file from a stream, and never more than its header promises nor than `limit` bytes.

    Returns
    -------
    numbers : ndarray
    content : bytes
        What the file holds.
    """
    head = stream.read(4)
    axes = head[3] if len(head) == 4 else 0
    if axes > MOST_AXES:
        raise DataError(f"{name} is not an IDX file: its header promises {axes} axes")
    each = 4 if head[:3] == bytes((0, 0, INT32)) else 1
    head += stream.read(4 * axes)
    lengths = np.frombuffer(head[4 : len(head) // 4 * 4], ">u4").tolist()
    size = each * math.prod(lengths) if len(lengths) == axes else 0
    if size > limit:
        raise DataError(
            f"{name} promises {size:,} bytes, more than {limit / 1024**2:,.0f} MB; split it into smaller files"
        )
    content = head + stream.read(size + 1)
    return parse_idx_integers(content, name), content


def pair(
    images: NDArray[np.integer],
    labels: NDArray[np.integer],
    name: str,
    *,
    sums: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    form: str = "IDX",
) -> Reading:
    """Return images and labels that came from two files.

    Parameters
    ----------
    images, labels : ndarray of whole numbers
        Where labels have several columns, as QMNIST's, the first holds the class.
    name : str
        What messages call the files.
    sums : tuple of str, optional
        Checksums of the labels.
    names : tuple of str, optional
        What the files are called.
    form : str, default "IDX"

    Raises
    ------
    DataError
        If they are not as many, or not images and classes.
    """
    labels = labels[:, 0] if labels.ndim == 2 and labels.shape[1] else labels
    if images.ndim < 2 or labels.ndim != 1:
        raise DataError(f"{name} must hold images in three axes and its partner labels in one")
    rows = as_rows(images, name)
    if not len(rows):
        raise DataError(f"{name} holds no images")
    if rows.dtype != np.uint8:
        raise DataError(f"{name} holds images of type {rows.dtype}; they must be unsigned bytes")
    pixels: NDArray[np.uint8] = rows.view(np.uint8)
    account = {"format": form, "pixels": "0 to 255"}
    relative = find_by_sum(sums) or find_by_name(names)
    places = relative.places(labels) if relative is not None and labels.shape == (len(rows),) else None
    if relative is not None and places is not None and is_possible(pixels, places, relative):
        return Reading(pixels, places, relative.class_names, account, names=names, relative=relative)
    shown, classes = as_labels(labels, len(rows), name)
    found: Relative | None = find_by_shape(pixels, np.bincount(shown))
    return Reading(pixels, shown, classes, account, names=names, relative=found)
