"""How far training has come, as plain numbers that a checkpoint keeps."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from mnist_core.errors import DivergenceError


@dataclass
class Progress:
    """What has been done so far, and what is summed up over the epoch under way.

    Attributes
    ----------
    epoch : int
        Epochs completed.
    step : int
        Updates made in the whole run.
    batch : int
        Updates made in the epoch under way.
    loss_sum : float
        Sum of the loss over the images that the epoch has seen, nats.
    correct : int
        Images of the epoch that were read correctly.
    seconds : float
        Time spent in the epoch's updates.
    finished : bool
        Whether the network holds the weights to keep.
    """

    epoch: int = 0
    step: int = 0
    batch: int = 0
    loss_sum: float = 0.0
    correct: int = 0
    seconds: float = 0.0
    finished: bool = False

    def add_step(self, *, loss: float, correct: int, images: int, seconds: float) -> None:
        """Count one update by a batch of so many images."""
        self.step += 1
        self.batch += 1
        self.loss_sum += loss * images
        self.correct += correct
        self.seconds += seconds

    def begin_next_epoch(self) -> None:
        """Count an epoch as completed and start to sum up the next."""
        self.epoch += 1
        self.batch = self.correct = 0
        self.loss_sum = self.seconds = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read `to_dict`'s output back out of a mapping that may hold more; a missing name raises a KeyError."""
        return cls(**{item.name: values[item.name] for item in fields(cls)})


def divergence(what: str, progress: Progress, learning_rate: float) -> DivergenceError:
    """Explain that training left the finite numbers in the step after this progress."""
    return DivergenceError(
        f"Training diverged at step {progress.step + 1} (epoch {progress.epoch + 1}): {what} at learning rate "
        f"{learning_rate:.3g}. Try a learning rate of {learning_rate / 10:.2g} or less, or gradient clipping."
    )
