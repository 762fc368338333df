"""Step metrics as columns, and as the bytes that the store keeps them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_core.training.events import BatchEnd

RECORD = np.dtype([("step", "<i4"), ("epoch", "<i4"), ("loss", "<f4"), ("accuracy", "<f4"), ("learning_rate", "<f4")])
"""One step: 20 bytes, the same on every machine."""


@dataclass(frozen=True, eq=False)
class StepSeries:
    """The steps of a run, one array a column, in the order of training.

    Attributes
    ----------
    step, epoch : ndarray of int32, shape (n,)
    loss, accuracy, learning_rate : ndarray of float32, shape (n,)
    """

    step: npt.NDArray[np.int32]
    epoch: npt.NDArray[np.int32]
    loss: npt.NDArray[np.float32]
    accuracy: npt.NDArray[np.float32]
    learning_rate: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.step)

    @classmethod
    def from_records(cls, records: npt.NDArray[Any]) -> "StepSeries":
        """Split an array of `RECORD` into columns."""
        return cls(**{name: np.ascontiguousarray(records[name]) for name in RECORD.names or ()})


def pack(steps: Iterable[BatchEnd]) -> bytes:
    """Return steps as plain bytes of `RECORD`."""
    rows = [(item.step, item.epoch, item.loss, item.accuracy, item.learning_rate) for item in steps]
    return np.array(rows, dtype=RECORD).tobytes()


def unpack(blocks: Iterable[bytes]) -> npt.NDArray[Any]:
    """Return the steps of several packed blocks as one array of `RECORD`."""
    return np.frombuffer(b"".join(blocks), dtype=RECORD)
