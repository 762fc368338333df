"""Images from the arrays of a NumPy archive, as Keras publishes MNIST.

Arrays of numbers are read; what would have to be unpickled is refused, since a pickle can run any program.
"""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from mnist_core.data.readers.class_names import with_names
from mnist_core.data.readers.csv_header import INDEX_NAMES
from mnist_core.data.readers.numeric_arrays import as_bytes, as_labels
from mnist_core.data.readers.reading import Reading, as_rows
from mnist_core.data.readers.unpacking import PIECE, BoundedReader
from mnist_core.errors import DataError


def is_npz(names: list[str]) -> bool:
    """Whether an archive with these files is one of arrays."""
    return bool(names) and all(name.endswith(".npy") for name in names)


def read_npz(files: Iterable[tuple[str, Callable[[], Any]]], name: str, limit: int) -> Reading:
    """Read the images and labels of an archive such as `mnist.npz`, or of a folder of such arrays.

    The arrays are told apart by their names and shapes: those named after tests are to test by, those named after
    validation are left out, and of each the one with fewer numbers holds the labels. A list of texts names the classes.

    Parameters
    ----------
    files : iterable of (name, function)
        The function opens the array.
    name : str
        What messages call them all.
    limit : int
        Bytes.

    Raises
    ------
    DataError
        If the arrays are not those of images and labels, or are larger than `limit` bytes.
    """
    parts: dict[str, list[tuple[str, NDArray[Any]]]] = {"train": [], "test": [], "validation": []}
    called: tuple[str, ...] = ()
    for file, open_array in files:
        title = file.removesuffix(".npy")
        lowered = title.lower()
        part = "test" if "test" in lowered else "validation" if "val" in lowered.split("_") else "train"
        if part != "validation":
            with open_array() as packed:
                array = read_npy(packed, f"{name}, array {title}", limit)
            if array.dtype.kind == "U" and "name" in lowered and array.ndim == 1:
                called = tuple(array.tolist())
            elif lowered not in INDEX_NAMES:
                parts[part].append((title, array))
    if not parts["train"]:
        parts["train"], parts["test"] = parts["test"], []
    test = _reading(parts["test"], name) if parts["test"] else None
    train = _reading(parts["train"], name)
    return with_names(replace(train, test=test), called)


def read_single(archive: zipfile.ZipFile, name: str, limit: int) -> NDArray[Any]:
    """Return the array of an archive that holds one, or raise a DataError."""
    members = archive.infolist()
    if len(members) != 1:
        raise DataError(f"{name} holds {len(members)} arrays; it must hold one")
    with archive.open(members[0]) as packed:
        return read_npy(packed, name, limit)


def read_npy(file: Any, name: str, limit: int) -> NDArray[Any]:
    """Read one array of numbers, of at most `limit` bytes and never more than its header promises."""
    stream = _whole_reads(file, name, limit)
    try:
        version = npy_format.read_magic(stream)
        header = npy_format.read_array_header_1_0 if version == (1, 0) else npy_format.read_array_header_2_0
        shape, fortran_order, dtype = header(stream)
        size = int(np.prod([int(length) for length in shape], dtype=object)) * dtype.itemsize
    except DataError:
        raise
    except Exception:  # the header is a Python expression, and NumPy lets through whatever is wrong with it
        raise DataError(f"{name} is damaged: its header cannot be read") from None
    if dtype.hasobject:
        raise DataError(f"{name} holds Python objects, which are never opened; save it as numbers")
    if not 0 <= size <= limit:
        raise DataError(f"{name} is longer than {limit / 1024**2:,.0f} MB; split it into smaller files")
    content = stream.read(size)
    if len(content) != size or dtype.kind not in "biufSU":
        raise DataError(f"{name} is damaged: it ends early" if len(content) != size else f"{name} must hold numbers")
    return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran_order else "C")


def _whole_reads(file: Any, name: str, limit: int) -> BinaryIO:
    """Return a stream that gives as many bytes as it is asked for, if it has them."""
    import io

    return io.BufferedReader(BoundedReader(file, name, limit, packed=True), PIECE)


def _reading(arrays: list[tuple[str, NDArray[Any]]], name: str) -> Reading:
    """Return images and labels from two arrays, told apart by their sizes."""
    if len(arrays) != 2:
        titles = ", ".join(title for title, _ in arrays)
        raise DataError(
            f"{name} must hold an array of images and one of labels, such as x_train and y_train; got {titles}"
        )
    (_, labels), (_, images) = sorted(arrays, key=lambda item: item[1].size)
    if not images.ndim or not labels.ndim:
        raise DataError(f"{name} must hold an array of images and one of labels, got a single number")
    pixels, unit = as_bytes(as_rows(images, name), name)
    account = {
        "format": "NumPy archive",
        "arrays": ", ".join(title for title, _ in arrays),
        "pixels": "0 to 1" if unit else "0 to 255",
    }
    notes = ("pixels go from 0 to 1 and were multiplied by 255",) if unit else ()
    return Reading(pixels, *as_labels(labels, len(pixels), name), account=account, notes=notes)
