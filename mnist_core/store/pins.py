"""Pinned digits: a few images that every run reads again and again while it learns.

A pin is an image that a person keeps, a test image or a drawing, with the digit that it is, where that is known. A
worker reads all pins at each look inside the network, and the run keeps what it answered, so that one sees how its
certainty grew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from mnist_core.data.image import CLASSES, PIXELS
from mnist_core.errors import ConfigurationError
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.pin_readings import PinReadings, unpack

MAX_PINS = 20


@dataclass(frozen=True, eq=False)
class Pin:
    """A pinned digit.

    Attributes
    ----------
    id : int
        Never given out again, so that what was read of it stays its own.
    image : array of uint8, shape (784,)
    label : int or None
        The digit that it is, where a person said so.
    """

    id: int
    image: npt.NDArray[np.uint8] = field(repr=False)
    label: int | None


class Pins:
    """The part of the run store that keeps pinned digits and what runs made of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Pin]:
        """Return the pinned digits, oldest first."""
        table = tables.pins
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.id)).all()
        return [Pin(row.id, np.frombuffer(row.image, np.uint8), row.label) for row in rows]

    def add(self, image: npt.NDArray[Any], label: int | None = None) -> Pin:
        """Pin a digit.

        Parameters
        ----------
        image : array of shape (784,)
            uint8 pixels of 0 to 255, or floating-point ones of 0 to 1, which are rounded to 255ths.
        label : int, 0 to 9, optional

        Raises
        ------
        ConfigurationError
            If the image or the label is none, or there are 20 pins already.
        """
        pixels = _checked_pixels(image)
        if label is not None and (isinstance(label, bool) or label not in range(CLASSES)):
            raise ConfigurationError(f"label must be a whole number from 0 to {CLASSES - 1}, got {label!r}")
        label = None if label is None else int(label)
        table = tables.pins
        with self._database.writing_alone() as connection:
            if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() >= MAX_PINS:
                raise ConfigurationError(f"pins must be at most {MAX_PINS}; remove one before you pin another digit")
            inserted = connection.execute(table.insert().values(image=pixels.tobytes(), label=label))
            key = inserted.inserted_primary_key
        assert key is not None
        return Pin(int(key[0]), pixels, label)

    def remove(self, pin_id: int) -> None:
        """Let a pin go; a number that is no pin's is passed over. What runs read of it stays with them."""
        table = tables.pins
        with self._database.writing() as connection:
            connection.execute(table.delete().where(table.c.id == pin_id))

    def readings(self, run_id: int, after_step: int = 0) -> dict[int, PinReadings]:
        """Return what a run made of each pinned digit while it trained, by the pin's number.

        Parameters
        ----------
        run_id : int
        after_step : int, default 0
            Only what was read later; ask for the last step seen to get only what is new.
        """
        table = tables.pin_readings
        query = sa.select(table.c.step, table.c.data).where(table.c.run_id == run_id, table.c.step > after_step)
        with self._database.reading() as connection:
            rows: Sequence[Any] = connection.execute(query.order_by(table.c.step)).all()
        return unpack((row.step, row.data) for row in rows)


def _checked_pixels(image: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return an image as bytes, or raise."""
    pixels = np.asarray(image)
    if pixels.shape != (PIXELS,):
        raise ConfigurationError(f"image must have shape ({PIXELS},), got {pixels.shape}")
    if pixels.dtype == np.uint8:
        return pixels
    if not np.issubdtype(pixels.dtype, np.floating) or not ((pixels >= 0) & (pixels <= 1)).all():
        raise ConfigurationError("image must be uint8, or floating-point pixels of 0 to 1")
    rounded: npt.NDArray[np.uint8] = np.rint(pixels * 255).astype(np.uint8)
    return rounded
