"""A lesson on the disk: what a run starts from, what it teaches, and what came of it.

Both lie in the run's folder, so that the run needs nothing else: it can wait in the queue, be interrupted and go on,
whatever has become of the network that it was copied from and of the digits since.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from mnist_core.drawing.own_digits import pack_digits, unpack_digits
from mnist_core.errors import MnistCoreError, NetworkFileError
from mnist_core.files.durable import write_durably
from mnist_core.files.network_file import load_network, save_network
from mnist_core.files.owner import OWNER
from mnist_core.training.lesson import Lesson

START = "start.safetensors"
DIGITS = "own-digits.zip"
REPORT = "lesson.json"


@dataclass(frozen=True)
class LessonReport:
    """What a lesson did.

    Attributes
    ----------
    digits : int
        How many were taught.
    read_before : int
        How many of them the network read rightly before.
    read_left_out : int
        How many are read rightly by a network that was taught all the others but not this one.
    test_accuracy_before : float, 0 to 1
        Of the network before, on all test images.
    """

    digits: int
    read_before: int
    read_left_out: int
    test_accuracy_before: float

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote; raises a ValueError or a TypeError if it is something else."""
        return cls(**json.loads(text))

    def to_text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self))


def save_lesson(folder: Path, lesson: Lesson, *, owner: str) -> None:
    """Write a lesson into a run's folder.

    Parameters
    ----------
    folder : Path
    lesson : Lesson
    owner : str
        The run's identity.

    Raises
    ------
    NetworkFileError
        If the disk is full or the folder cannot be written.
    """
    save_network(lesson.start, folder / START, metadata={OWNER: owner})
    _write(folder / DIGITS, pack_digits(lesson.digits))


def load_lesson(folder: Path) -> Lesson | None:
    """Return the lesson in a run's folder, or None where the run is no lesson.

    Raises
    ------
    NetworkFileError
        If it is there and damaged.
    """
    if not (folder / DIGITS).exists():
        return None
    try:
        return Lesson(load_network(folder / START), unpack_digits((folder / DIGITS).read_bytes()))
    except (MnistCoreError, OSError) as error:
        raise NetworkFileError(f"the lesson in {folder.name} is damaged: {error}") from error


def save_report(folder: Path, report: LessonReport) -> None:
    """Write what came of a lesson into the run's folder; raise a NetworkFileError if that cannot be done."""
    _write(folder / REPORT, report.to_text().encode())


def load_report(folder: Path) -> LessonReport | None:
    """Return what came of a lesson, or None where there is no report or none that can be read."""
    try:
        return LessonReport.from_text((folder / REPORT).read_text())
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    try:
        write_durably(path, lambda temporary: temporary.write_bytes(data))
    except OSError as error:
        raise NetworkFileError(f"{path.name} cannot be written: {error.strerror or error}") from error
