"""What each run's network reads in the test images, kept so that it is measured once.

To say how many of all runs misread an image takes every run's answer to it. A network answers 10,000 images in tenths
of a second, but five hundred networks do not, and loading them takes longer still. So a job asks each once, and the
answers, 50 kB a run, are kept beside the runs.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import UNPACKING_ERRORS, StoreError
from mnist_core.files.durable import make_folder
from mnist_core.store.database import Database

KEPT = 2000
"""Runs whose answers are kept."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What one network reads in images of which the digit is known.

    Attributes
    ----------
    predicted : ndarray of uint8, shape (n,)
    confidence : ndarray of float16, shape (n,)
        Probability of the digit that was read.
    margins : ndarray of float16, shape (n,)
        Probability of the labelled digit less the largest of another one: negative where it was misread.
    """

    predicted: NDArray[np.uint8]
    confidence: NDArray[np.float16]
    margins: NDArray[np.float16]


def reading_of(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.uint8]) -> Reading:
    """Return what is kept of a network's probabilities, shape (n, 10)."""
    rows = np.arange(len(labels))
    given = probabilities[rows, labels]
    others = probabilities.copy()
    others[rows, labels] = -1
    return Reading(
        probabilities.argmax(axis=1).astype(np.uint8),
        probabilities.max(axis=1).astype(np.float16),
        (given - others.max(axis=1)).astype(np.float16),
    )


class Readings:
    """The part of the run store that keeps what runs read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has(self, version: str) -> bool:
        """Whether the answers of the network of this version are kept."""
        return self._path(version).exists()

    def get(self, version: str) -> Reading | None:
        """Return the answers of the network of this version, or None where they are not kept or damaged."""
        path = self._path(version)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                return Reading(archive["predicted"], archive["confidence"], archive["margins"])
        except (*UNPACKING_ERRORS, KeyError):
            return None

    def keep(self, version: str, reading: Reading) -> None:
        """Keep a network's answers.

        Parameters
        ----------
        version : str
            Letters and digits that change with the network and with the images.
        reading : Reading
        """
        path = self._path(version)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            make_folder(path.parent)
            with temporary.open("wb") as file:
                np.savez(file, predicted=reading.predicted, confidence=reading.confidence, margins=reading.margins)
            temporary.replace(path)
            kept = sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)
            for old in kept[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"what a run reads cannot be kept: {error.strerror or error}") from error

    def _path(self, version: str) -> Path:
        if not version.isalnum():
            raise StoreError(f"version must be letters and digits, got {version!r:.60}")
        return self._database.folder / "readings" / f"{version}.npz"
