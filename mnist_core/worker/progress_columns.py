"""How far and how fast a run has come, as the columns of its row that pages list."""

from collections.abc import Sequence
from typing import Any

from mnist_core.store.run import Run
from mnist_core.training.events import BatchEnd, EpochEnd


class ProgressColumns:
    """Counts a run's time, speed and best accuracy.

    Parameters
    ----------
    run : Run
        Its progress so far is carried on.
    """

    def __init__(self, run: Run) -> None:
        self._batch_size = run.config.batch_size
        self._best = run.best_validation_accuracy
        self._seconds_of_epochs = run.train_seconds
        self._seconds_of_steps = 0.0
        self._rate_from: tuple[float, int] | None = None

    def rest(self) -> None:
        """Do not count the time until the next step as training."""
        self._rate_from = None

    def of_epoch(self, event: EpochEnd) -> dict[str, Any]:
        """Return the columns that an epoch's end decides."""
        self._seconds_of_epochs += event.train_seconds
        self._seconds_of_steps = 0.0
        accuracy = event.validation_accuracy
        if accuracy is not None and (self._best is None or accuracy > self._best):
            self._best = accuracy
        columns = {
            "train_loss": event.train_loss,
            "train_accuracy": event.train_accuracy,
            "validation_loss": event.validation_loss,
            "validation_accuracy": accuracy,
            "best_validation_accuracy": self._best,
            "train_seconds": self._seconds_of_epochs,
        }
        if event.train_seconds > 0:
            columns["images_per_second"] = event.images / event.train_seconds
        return columns

    def of_steps(self, steps: Sequence[BatchEnd], now: float, *, knows_time: bool) -> dict[str, Any]:
        """Return the columns that follow from the last step: position, time, and speed.

        Parameters
        ----------
        steps : sequence of BatchEnd
            Since the last call.
        now : float
            Seconds, by a clock that never jumps.
        knows_time : bool
            Whether an epoch ended among them, which says better how long it took.
        """
        if not steps:
            return {}
        last = steps[-1]
        columns: dict[str, Any] = {"epoch": last.epoch, "step": last.step}
        if self._rate_from is not None and not knows_time:
            then, step = self._rate_from
            self._seconds_of_steps += now - then
            columns["train_seconds"] = self._seconds_of_epochs + self._seconds_of_steps
            columns["images_per_second"] = (last.step - step) * self._batch_size / (now - then)
        self._rate_from = (now, last.step)
        return columns
