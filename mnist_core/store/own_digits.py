"""One's own digits: drawings that a person said the right answer to, and lessons in them.

They are kept as the network sees them, 28 × 28 pixels. A lesson is a run like any other: it waits in the queue, can be
interrupted and ends with a network of its own; what it starts from and what it teaches lie in its folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import CLASSES, PIXELS
from mnist_core.drawing.own_digits import MAX_DIGITS, pack_digits, unpack_digits
from mnist_core.errors import ConfigurationError, NetworkFileError, StoreError
from mnist_core.files.lesson_file import LessonReport, load_report, save_lesson
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.networks import Networks
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.runs import Runs
from mnist_core.store.waiting import queue_ends
from mnist_core.training.lesson import Lesson


@dataclass(frozen=True, eq=False)
class OwnDigit:
    """A drawing and the digit that it is.

    Attributes
    ----------
    id : int
    image : array of uint8, shape (784,)
    label : int, 0 to 9
    """

    id: int
    image: npt.NDArray[np.uint8] = field(repr=False)
    label: int


class OwnDigits:
    """The part of the run store that keeps one's own digits and teaches them; each visitor has their own."""

    def __init__(self, database: Database, runs: Runs, networks: Networks) -> None:
        self._database = database
        self._runs = runs
        self._networks = networks

    def all(self) -> list[OwnDigit]:
        """Return the digits, oldest first."""
        table = tables.own_digits
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(table).where(self._own).order_by(table.c.id)).all()
        return [OwnDigit(row.id, np.frombuffer(row.image, np.uint8), row.label) for row in rows]

    def add(self, image: npt.NDArray[Any], label: int) -> None:
        """Keep a drawing.

        Parameters
        ----------
        image : array of shape (784,)
            uint8 pixels of 0 to 255, or floating-point ones of 0 to 1, which are rounded to 255ths.
        label : int, 0 to 9

        Raises
        ------
        ConfigurationError
            If the image or the label is none, or there are 500 digits already.
        """
        pixels = np.asarray(image)
        if np.issubdtype(pixels.dtype, np.floating):
            pixels = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
        if pixels.dtype != np.uint8 or pixels.shape != (PIXELS,):
            raise ConfigurationError(f"image must be {PIXELS} pixels, got {pixels.dtype} of shape {pixels.shape}")
        if isinstance(label, bool) or label not in range(CLASSES):
            raise ConfigurationError(f"label must be a whole number from 0 to {CLASSES - 1}, got {label!r}")
        self._insert(ImageSet(pixels[None], np.array([label], np.uint8)))

    def remove(self, ids: Sequence[int]) -> None:
        """Forget digits; numbers that are none's are passed over. What was learned of them stays learned."""
        table = tables.own_digits
        with self._database.writing() as connection:
            connection.execute(table.delete().where(self._own, table.c.id.in_(ids)))

    def export(self) -> bytes:
        """Return all digits as a zip file of PNG pictures and a table of labels."""
        return pack_digits(self._image_set())

    def import_(self, content: bytes) -> int:
        """Add the digits of such a file, all of them or none, and return how many they are.

        Raises
        ------
        DrawingError
            If the file is refused.
        ConfigurationError
            If there would be more than 500 digits.
        """
        digits = unpack_digits(content)
        self._insert(digits)
        return len(digits)

    def teach(self, run_id: int, *, name: str = "") -> Run:
        """Queue a run that teaches all digits to a copy of another run's network; that one stays as it is.

        Raises
        ------
        StoreError
            If there are no digits, the run has no network, or the lesson cannot be written.
        """
        digits, taught = self._image_set(), self._runs.get(run_id)
        if not len(digits):
            raise StoreError("there are no digits of your own to learn yet; say of a drawing what it is first")
        if not taught.config.data.shows_digits:
            raise StoreError(
                f"run {run_id} must be of a network that reads digits, got one of {taught.config.data.name}"
            )
        lesson = Lesson(self._networks.load(run_id), digits)
        with self._database.writing_alone() as connection:
            new_id = self._runs.insert(
                connection,
                lesson.config(taught.config),
                name or f"{taught.name[:160]}, my handwriting",
                preset="",
                source="trained",
                status=RunStatus.QUEUED,
                queue_position=queue_ends(connection)[0] - 1,
            )
            identity = sa.select(tables.runs.c.identity).where(tables.runs.c.id == new_id)
            try:
                save_lesson(self._runs.folder(new_id), lesson, owner=connection.execute(identity).scalar_one())
            except NetworkFileError as error:
                raise StoreError(str(error)) from error
        return self._runs.get(new_id)

    def report(self, run_id: int) -> LessonReport | None:
        """Return what came of a lesson; None of a run that is none or is not over."""
        return load_report(self._runs.folder(run_id))

    @property
    def _own(self) -> sa.ColumnElement[bool]:
        """Which of the digits these are."""
        visitor = self._runs.visitor
        return sa.true() if visitor is None else tables.own_digits.c.visitor == visitor.name

    def _insert(self, digits: ImageSet) -> None:
        """Add digits, if there is room for all of them."""
        table, visitor = tables.own_digits, self._runs.visitor
        with self._database.writing_alone() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(table).where(self._own)).scalar_one()
            if count + len(digits) > MAX_DIGITS:
                raise ConfigurationError(
                    f"own digits must be at most {MAX_DIGITS}, got {count + len(digits)}; remove some of them first"
                )
            rows = [
                {"image": image.tobytes(), "label": int(label), "visitor": visitor and visitor.name}
                for image, label in zip(digits.images, digits.labels, strict=True)
            ]
            if rows:
                connection.execute(table.insert(), rows)

    def _image_set(self) -> ImageSet:
        """Return the digits as images and labels."""
        digits = self.all()
        images = np.stack([digit.image for digit in digits]) if digits else np.empty((0, PIXELS), np.uint8)
        return ImageSet(images, np.array([digit.label for digit in digits], np.uint8))
