"""A data set as one compressed file: the arrays, and what is known of them.

It is a zip archive of NumPy arrays and a text, so that anything can open it and nothing in it can run. Its name is a
hash of its content: the same images, added twice, are one file.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.data.readers.npz_archive import read_npy
from mnist_core.data.reference import DataReference
from mnist_core.errors import UNPACKING_ERRORS, DataError, MnistCoreError
from mnist_core.files.durable import write_durably

FORMAT = "mnist-data-1"
KEY_LENGTH = 16
MAX_ARRAY = 2 * 1024**3
MAX_ABOUT = 1_000_000
LEVEL = 1
"""Of compression: MNIST takes 13 MB, and at the highest level 11, for ten times the time."""

_ABOUT = "about.json"


def content_key(data: Dataset) -> str:
    """Return 16 hexadecimal digits that name this content: images, labels and classes, in their order."""
    digest = hashlib.sha256(json.dumps([data.image_side, data.class_names]).encode())
    for part in (data.train, data.test):
        digest.update(f"{len(part)}".encode())
        digest.update(part.images.data)
        digest.update(part.labels.data)
    return digest.hexdigest()[:KEY_LENGTH]


def write_data(path: Path, data: Dataset, reference: DataReference, about: Mapping[str, Any]) -> None:
    """Write a data set to a file, whole or not at all.

    Parameters
    ----------
    path : Path
    data : Dataset
    reference : DataReference
    about : mapping
        JSON-able: what to keep beside the images.

    Raises
    ------
    DataError
        If the file cannot be written.
    """

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            facts = {"format": FORMAT, "reference": reference.to_dict(), "about": dict(about)}
            archive.writestr(_ABOUT, json.dumps(facts))
            for part, images in (("train", data.train), ("test", data.test)):
                for what, array in (("images", images.images), ("labels", images.labels)):
                    with archive.open(f"{part}_{what}.npy", "w", force_zip64=True) as member:
                        np.lib.format.write_array(member, array, allow_pickle=False)

    try:
        write_durably(path, write)
    except OSError as error:
        raise DataError(f"the data cannot be written to {path}: {error.strerror or error}") from error


def read_about(path: Path) -> tuple[DataReference, dict[str, Any]]:
    """Return what a file of data says of itself: its reference, and what was kept beside the images.

    Raises
    ------
    DataError
        If it is damaged or absent.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_ABOUT) as member:
            facts = json.loads(member.read(MAX_ABOUT))
        if facts["format"] != FORMAT or not isinstance(facts["about"], dict):
            raise ValueError(facts["format"])
        return DataReference.from_dict(facts["reference"]), facts["about"]
    except (*UNPACKING_ERRORS, KeyError, TypeError, MnistCoreError) as error:
        raise _damaged(path) from error


def read_data(path: Path) -> Dataset:
    """Return the images of a file of data.

    Raises
    ------
    DataError
        If it is damaged or absent.
    """
    reference, _ = read_about(path)
    try:
        with zipfile.ZipFile(path) as archive:
            train, test = (
                ImageSet(_array(archive, f"{part}_images"), _array(archive, f"{part}_labels"), reference.class_names)
                for part in ("train", "test")
            )
            return Dataset(train, test)
    except (*UNPACKING_ERRORS, KeyError, MnistCoreError) as error:
        raise _damaged(path) from error


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[np.uint8]:
    """Return one array of the archive."""
    with archive.open(f"{name}.npy") as member:
        array: NDArray[np.uint8] = read_npy(io.BufferedReader(member), name, MAX_ARRAY)
    return array


def _damaged(path: Path) -> DataError:
    """Return what to say of a file that is not one of data, or is one no longer."""
    return DataError(f"the data file {path.name} is damaged or missing; remove that data set and add it again")
