"""What a run learns: all of MNIST with a new network, or a lesson in one's own digits with a copy of a trained one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.errors import NetworkFileError
from mnist_core.evaluation.report import evaluate
from mnist_core.files.lesson_file import LessonReport, load_lesson, save_report
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import Event
from mnist_core.training.last_layer import LastLayerUpdate
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import split_training_set, steps_per_epoch
from mnist_core.worker.live_changes import LiveChanges
from mnist_core.worker.pace import Pace


class SharedImages:
    """The images of the last trial: those of one search learn from the same ones, so they are picked out once."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._parts: tuple[ImageSet, ImageSet] | None = None

    def of(self, config: TrainingConfig, train: ImageSet) -> tuple[ImageSet, ImageSet]:
        """Return the images to learn from and those to choose by, as `split_training_set` does."""
        asked = (train, config.seed, config.validation_size, config.training_size, config.left_out)
        if self._parts is None or asked != self._of:
            self._parts = None  # make room before others are picked
            self._parts, self._of = split_training_set(config, train), asked
        return self._parts


_shared = SharedImages()


class Material:
    """The network and the images of one run.

    Parameters
    ----------
    folder : Path
        The run's folder; a lesson lies there if it is one.
    config : TrainingConfig
    data : Dataset
    is_trial : bool, default False
        Whether other runs are likely to learn from the same images next.

    Raises
    ------
    NetworkFileError
        If the run is a lesson and its files are damaged.
    """

    def __init__(self, folder: Path, config: TrainingConfig, data: Dataset, *, is_trial: bool = False) -> None:
        self._folder, self._config, self._data = folder, config, data
        self._shares = is_trial and not config.left_out
        self._lesson = load_lesson(folder)
        self._train = self._lesson.images(data.train, seed=config.seed) if self._lesson else data.train

    @property
    def is_lesson(self) -> bool:
        """Whether a copy of a trained network learns a person's own digits."""
        return self._lesson is not None

    @property
    def steps_per_epoch(self) -> int:
        """Updates in an epoch with the run's images."""
        return steps_per_epoch(self._config, len(self._train))

    def trainer(self) -> Trainer:
        """Return a trainer at the first step."""
        if self._lesson is None:
            return Trainer(self._config)
        return Trainer(self._config, update=LastLayerUpdate(self._config, self._lesson.start))

    def fit(self, trainer: Trainer) -> Iterator[Event]:
        """Let the trainer go through the run's images."""
        if self._shares and self._lesson is None:
            return trainer.fit(*_shared.of(self._config, self._train))
        return trainer.fit(self._train)

    def before_step(self, trainer: Trainer, pace: Pace, changes: LiveChanges) -> None:
        """Do what is due before each step: at home, nothing."""

    def report(self) -> NetworkFileError | None:
        """Write what a lesson did beside it, and return why that could not be done; nothing is said of another run."""
        if self._lesson is None:
            return None
        digits = self._lesson.digits
        read = self._lesson.read_left_out(self._train, self._config)
        report = LessonReport(
            digits=len(digits),
            read_before=int(np.count_nonzero(self._lesson.start.predict(digits.images) == digits.labels)),
            read_left_out=int(np.count_nonzero(read == digits.labels)),
            test_accuracy_before=evaluate(self._lesson.start, self._data.test).accuracy,
        )
        try:
            save_report(self._folder, report)
        except NetworkFileError as error:
            return error
        return None
