"""What a network answered to the pinned digits at one step, packed into one row of the store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mnist_core.data.image import CLASSES

_RECORD = np.dtype([("pin", "<i4"), ("probabilities", "<f4", (CLASSES,))])


@dataclass(frozen=True, eq=False)
class PinReading:
    """The probabilities of all pinned digits at one step.

    Attributes
    ----------
    step : int
    pins : sequence of int
        Their numbers.
    probabilities : array of shape (pins, 10)
    """

    step: int
    pins: Sequence[int]
    probabilities: npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class PinReadings:
    """The probabilities of one pinned digit over a training.

    Attributes
    ----------
    steps : array of int, shape (n,)
    probabilities : array of float32, shape (n, 10)
    """

    steps: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float32]


def pack(reading: PinReading) -> bytes:
    """Return one step's answers as bytes, 44 a pin."""
    records = np.empty(len(reading.pins), _RECORD)
    records["pin"], records["probabilities"] = reading.pins, reading.probabilities
    return records.tobytes()


def unpack(rows: Iterable[tuple[int, bytes]]) -> dict[int, PinReadings]:
    """Sort rows of a step and what `pack` made of it, in order of steps, by pin."""
    steps: dict[int, list[int]] = {}
    probabilities: dict[int, list[npt.NDArray[np.float32]]] = {}
    for step, data in rows:
        for record in np.frombuffer(data, _RECORD):
            pin = int(record["pin"])
            steps.setdefault(pin, []).append(step)
            probabilities.setdefault(pin, []).append(record["probabilities"])
    return {pin: PinReadings(np.array(steps[pin]), np.stack(probabilities[pin])) for pin in steps}
