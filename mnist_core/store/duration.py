"""How long training takes: the rest of a run, and a run that has not begun, judged by one that is like it."""

from collections.abc import Iterable

from mnist_core.store.run import Run
from mnist_core.training.config import TrainingConfig
from mnist_core.training.training_set import training_set_size

DECIDE_SPEED = ("layer_sizes", "batch_size", "optimizer", "activation", "batch_norm", "augmentation", "dtype")
"""The settings that decide how many images a second a network learns from."""


def seconds_left(run: Run) -> float | None:
    """Return how long the rest of a run takes at its present speed, or None where that is not known."""
    steps = run.steps_per_epoch * run.config.epochs
    if not run.images_per_second or not steps:
        return None
    return (steps - run.step) * run.config.batch_size / run.images_per_second


def expected_seconds(config: TrainingConfig, runs: Iterable[Run]) -> float | None:
    """Return how long training takes, judged by the first of the runs that is as fast, or None if there is none.

    Parameters
    ----------
    config : TrainingConfig
    runs : iterable of Run
        The latest first.
    """
    for run in runs:
        if run.images_per_second and all(getattr(run.config, name) == getattr(config, name) for name in DECIDE_SPEED):
            return training_set_size(config) * config.epochs / run.images_per_second
    return None
