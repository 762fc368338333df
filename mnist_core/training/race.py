"""A race: several set-ups learn side by side, batch by batch, and are measured again and again on the same images.

Whoever has seen the fewest images takes the next batch, so that at every moment all have learned from equally many. All
learn from the same images, and the same other ones judge them; a race so shows what curves that were measured one after
the other only let one guess: who leads now, and when that changed.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError, DivergenceError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import split_training_set, training_set_size

FEWEST, MOST = 2, 6
"""Set-ups in a race."""

MOMENTS = 60
"""How often a race is measured after its start."""

MOST_JUDGES = 2_000
"""Validation images that judge a race at each moment; a sixth of the images, where there are fewer."""

_EARLY = 1.5
"""The moments lie closer together at the start, where most is learned."""


@dataclass(frozen=True)
class Moment:
    """Where everybody stands at one moment of a race; lists have one entry a set-up.

    Attributes
    ----------
    images : int
        Training images that each has seen, at least.
    accuracies : tuple of float
        Share of the judging images read correctly, 0 to 1.
    seconds : tuple of float
        Time each has spent learning, seconds.
    out : tuple of str
        Why one is out of the race, else empty; it keeps its last accuracy.
    """

    images: int
    accuracies: tuple[float, ...]
    seconds: tuple[float, ...]
    out: tuple[str, ...]


def entry(config: TrainingConfig, *, epochs: int, images: int) -> TrainingConfig:
    """Return a set-up as it races: as many epochs of as many images as all others, judged by the same ones.

    Parameters
    ----------
    config : TrainingConfig
    epochs : int
    images : int
        Images in an epoch; 0, or more than there are, takes all that are not to judge by.
    """
    judges = min(MOST_JUDGES, config.data.train_images // 6)
    whole = config.with_changes(early_stopping=0, left_out=(), training_size=0, validation_size=judges)
    available = training_set_size(whole)
    return whole.with_changes(epochs=epochs, training_size=min(images or available, available))


def check_race(configs: Sequence[TrainingConfig]) -> None:
    """Raise a ConfigurationError, one sentence, unless these set-ups can race each other."""
    if not FEWEST <= len(configs) <= MOST:
        raise ConfigurationError(f"a race must have {FEWEST} to {MOST} set-ups, got {len(configs)}")
    first = configs[0]
    for config in configs:
        if config.data != first.data:
            names = f"{first.data.name} and {config.data.name}"
            raise ConfigurationError(f"all set-ups of a race must learn from the same data, got {names}")
        if (config.epochs, config.training_size) != (first.epochs, first.training_size):
            raise ConfigurationError("all set-ups of a race must learn from as many images, as often")
    if not first.validation_size:
        raise ConfigurationError("validation_size must be above 0, because validation images judge a race")


def race(configs: Sequence[TrainingConfig], train: ImageSet, *, moments: int = MOMENTS) -> Iterator[Moment]:
    """Let the set-ups learn side by side.

    Parameters
    ----------
    configs : sequence of TrainingConfig
        Made by `entry`; `validation_size` and `seed` of the first say which images judge.
    train : ImageSet
    moments : int

    Yields
    ------
    Moment
        The first one before anybody has learned anything.

    Raises
    ------
    ConfigurationError
        If they cannot race, or one of them does not fit the number of images.
    """
    check_race(configs)
    images, judges = split_training_set(configs[0].with_changes(training_size=0), train)
    runners = [_Runner(config, images, judges) for config in configs]
    goal = configs[0].epochs * min(configs[0].training_size or len(images), len(images))
    try:
        for moment in range(moments + 1):
            due = round(goal * (moment / moments) ** _EARLY)
            while behind := [runner for runner in runners if not runner.out and runner.images < due]:
                min(behind, key=lambda runner: runner.images).learn()
            yield _measured(due, runners)
    finally:
        for runner in runners:
            runner.close()


def _measured(images: int, runners: Sequence["_Runner"]) -> Moment:
    """Say where everybody stands."""
    return Moment(
        images,
        tuple(runner.accuracy() for runner in runners),
        tuple(runner.seconds for runner in runners),
        tuple(runner.out for runner in runners),
    )


class _Runner:
    """One set-up in a race."""

    def __init__(self, config: TrainingConfig, images: ImageSet, judges: ImageSet) -> None:
        self.images, self.seconds, self.out = 0, 0.0, ""
        self._judges = judges
        self._trainer = Trainer(config)
        self._events = self._trainer.fit(images, judges)
        self._batch = config.batch_size
        self._epoch_size = min(config.training_size or len(images), len(images))
        self._accuracy = 0.0

    def learn(self) -> None:
        """Take one batch; whose loss explodes is out."""
        try:
            while True:
                started = perf_counter()
                event = next(self._events)
                if isinstance(event, BatchEnd):
                    self.seconds += perf_counter() - started
                    return self._count(event.step)
        except DivergenceError as error:
            self.out = str(error)

    def _count(self, steps: int) -> None:
        """Take note of the images seen; the last batch of an epoch may be smaller."""
        epochs, batches = divmod(steps, self._trainer.steps_per_epoch)
        self.images = epochs * self._epoch_size + batches * self._batch

    def accuracy(self) -> float:
        """Return the share of the judging images that are read correctly now, or were when this one fell out."""
        if not self.out:
            with np.errstate(over="ignore", invalid="ignore"):
                read = self._trainer.latest_network().predict(self._judges.images)
            self._accuracy = float(np.mean(read == self._judges.labels))
        return self._accuracy

    def close(self) -> None:
        """Give up what prepares images in the background."""
        if isinstance(self._events, Generator):
            self._events.close()
