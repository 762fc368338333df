"""The data sets that networks can learn from: those that come with the project, and what a person added.

What was added lives once in the runs folder, compressed, under a name made of its content. Runs only refer to it, so
they outlive it: a run whose data were removed still opens, and says so.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.data.built_in import load_built_in
from mnist_core.data.dataset import Dataset, hold_out
from mnist_core.data.framing import Framing, measure_framing
from mnist_core.data.readers.reading import LoadedData
from mnist_core.data.reference import BUILT_IN, DataReference, describe_data
from mnist_core.errors import DataError, NotYoursError
from mnist_core.files.data_file import content_key, read_about, read_data, write_data
from mnist_core.store.visitor import Visitor

FOLDER = "data"
TEST_SHARE = 1 / 6
"""Of the images, set aside to test by where data bring none for that."""

FEWEST_IMAGES = 20


class DataSets:
    """The part of the run store that keeps data sets.

    Parameters
    ----------
    runs_folder : Path
        Where runs are kept; the data lie in a folder of their own within it.
    visitor : Visitor, optional
        Who may add data for everybody, but not remove any.
    """

    def __init__(self, runs_folder: Path, visitor: Visitor | None = None) -> None:
        self.folder = runs_folder / FOLDER
        self._visitor = visitor

    def all(self) -> list[DataReference]:
        """Return every data set that can be used, the built-in ones first; damaged files are passed over."""
        return [*BUILT_IN.values(), *self.added()]

    def added(self) -> list[DataReference]:
        """Return what was added, by name; damaged files are passed over."""
        found = []
        for path in self.folder.glob("*.npz"):
            try:
                found.append(read_about(path)[0])
            except DataError:
                continue
        return sorted(found, key=lambda reference: (reference.name.lower(), reference.key))

    def find(self, key: str) -> DataReference | None:
        """Return the data set of this key, None if it is not here."""
        if key in BUILT_IN:
            return BUILT_IN[key]
        return read_about(self._path(key))[0] if self.has(key) else None

    def framed(self, reference: DataReference) -> DataReference:
        """Return a reference that says how ink lies in its images, measured on them where it was kept without.

        Where they were removed, or are damaged, nothing is known and it stays as it is.
        """
        if reference.measured_framing is not None or reference.key in BUILT_IN or not self.has(reference.key):
            return reference
        try:
            return replace(reference, measured_framing=_measured(self._path(reference.key)))
        except DataError:
            return reference

    def about(self, key: str) -> dict[str, Any]:
        """Return what was kept beside the images of a data set that was added: how its file was understood."""
        return read_about(self._path(key))[1]

    def has(self, key: str) -> bool:
        """Whether the data of this key are here."""
        return key in BUILT_IN or (key.isalnum() and self._path(key).exists())

    def load(self, reference: DataReference) -> Dataset:
        """Return the images of a data set.

        Raises
        ------
        DataError
            If they were removed, or their file is damaged.
        """
        if reference.key in BUILT_IN:
            return load_built_in(reference.key)
        if not self.has(reference.key):
            raise DataError(f"the data {reference.name} are not here any more; add them again under Data")
        return read_data(self._path(reference.key))

    def add(self, data: Dataset, name: str, about: Mapping[str, Any] | None = None) -> DataReference:
        """Keep a data set; what is here already, under whatever name, stays as it is.

        Raises
        ------
        DataError
            If it has too few images, or cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        staged = self.folder / f"{secrets.token_hex(8)}.staged"
        reference = stage(data, name, staged, about)
        return self.accept(staged, reference.name)

    def accept(self, staged: Path, name: str) -> DataReference:
        """Take a file that `stage` wrote among the data, under a name that no other has; it is moved.

        What is here already, under whatever name, stays as it is.
        """
        reference, about = read_about(staged)
        if (known := self.find(reference.key)) is not None:
            staged.unlink(missing_ok=True)
            return known
        taken, wanted, number = {known.name for known in self.all()}, name.strip() or reference.name, 2
        name = wanted
        while name in taken:
            name, number = f"{wanted} {number}", number + 1
        if name != reference.name:
            reference = replace(reference, name=name)
            write_data(staged, read_data(staged), reference, about)
        self.folder.mkdir(parents=True, exist_ok=True)
        staged.replace(self._path(reference.key))
        return reference

    def remove(self, key: str) -> None:
        """Remove what was added; runs that learned from it stay."""
        if self._visitor is not None:
            raise NotYoursError(
                "these images are for everybody here, so only the person who started the server removes"
            )
        if key not in BUILT_IN and self.has(key):
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        """Return where the data of a key lie."""
        return self.folder / f"{key}.npz"


@lru_cache(maxsize=32)
def _measured(path: Path) -> Framing:
    """Return how ink lies in the images of a file of data, whose name is a hash of them: measured once."""
    return measure_framing(read_data(path).train.images)


def stage(data: Dataset, name: str, path: Path, about: Mapping[str, Any] | None = None) -> DataReference:
    """Write a data set to a file from which it may be accepted, or not.

    Raises
    ------
    DataError
        If it has too few images, or cannot be written.
    """
    if len(data.train) < FEWEST_IMAGES:
        raise DataError(f"data must have at least {FEWEST_IMAGES} images to learn from, got {len(data.train)}")
    reference = describe_data(data, key=content_key(data), name=name)
    write_data(path, data, reference, {"added_at": time.time(), **(about or {})})
    return reference


def with_test(loaded: LoadedData) -> tuple[Dataset, str]:
    """Return loaded images as a data set, and a sentence on where the images to test by come from, else ""."""
    if loaded.test is not None and len(loaded.test):
        return Dataset(loaded.train, loaded.test), ""
    train, test = hold_out(loaded, TEST_SHARE, rng=np.random.default_rng(0))
    return Dataset(train, test), f"{len(test):,} of the images were set aside to test by, a sixth of each class"
