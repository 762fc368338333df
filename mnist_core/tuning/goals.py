"""What is best: accuracy on validation images, the time to a given accuracy, or accuracy against a second goal.

The test images take no part in this. Whatever is chosen by many tries looks better by luck on what it was chosen by;
only images that nobody chose by say how good the winner is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.store.run import Run
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd


@dataclass(frozen=True)
class Goal:
    """One number that a study wants high or low.

    Attributes
    ----------
    name : str
    title : str
        In plain words.
    maximize : bool
    is_share : bool
        Whether it is a share from 0 to 1.
    """

    name: str
    title: str
    maximize: bool
    is_share: bool = False


ACCURACY = Goal("validation_accuracy", "Validation accuracy", maximize=True, is_share=True)
SECONDS_TO_ACCURACY = Goal("seconds_to_accuracy", "Seconds to the accuracy", maximize=False)
PARAMETERS = Goal("parameters", "Parameters", maximize=False)
SECONDS = Goal("seconds", "Seconds of training", maximize=False)
DRAWN = Goal("drawn_accuracy", "Accuracy on drawn digits", maximize=True, is_share=True)

GOALS: dict[str, tuple[Goal, ...]] = {
    "accuracy": (ACCURACY,),
    "seconds_to_accuracy": (SECONDS_TO_ACCURACY,),
    "accuracy_and_parameters": (ACCURACY, PARAMETERS),
    "accuracy_and_seconds": (ACCURACY, SECONDS),
    "accuracy_and_drawn": (ACCURACY, DRAWN),
}
"""What a study may want, one goal or two."""


def kept_accuracy(config: TrainingConfig, epochs: Sequence[EpochEnd]) -> float | None:
    """Return the validation accuracy of the network that a run keeps: the last, or the best where it stops early."""
    kept = [end for end in epochs if end.is_best] if config.early_stopping else list(epochs)
    return kept[-1].validation_accuracy if kept else None


def seconds_to(epochs: Sequence[EpochEnd], target: float) -> float | None:
    """Return the seconds of training after which an epoch ended with this validation accuracy, None if none did."""
    seconds = 0.0
    for end in epochs:
        seconds += end.train_seconds
        if (end.validation_accuracy or 0.0) >= target:
            return seconds
    return None


def reached(
    goals: Sequence[Goal], run: Run, epochs: Sequence[EpochEnd], *, target: float, drawn: float | None
) -> tuple[float, ...] | None:
    """Return what a run reached, a number for each goal, or None if one of them was not reached.

    Parameters
    ----------
    goals : sequence of Goal
    run : Run
    epochs : sequence of EpochEnd
    target : float, 0 to 1
        The accuracy whose time counts.
    drawn : float or None
        Accuracy on drawn digits, where that is a goal.
    """
    found = {
        ACCURACY: kept_accuracy(run.config, epochs),
        SECONDS_TO_ACCURACY: seconds_to(epochs, target),
        PARAMETERS: float(run.config.parameter_count),
        SECONDS: sum(end.train_seconds for end in epochs),
        DRAWN: drawn,
    }
    values = [found[goal] for goal in goals]
    return None if None in values else tuple(value for value in values if value is not None)


def progress(goal: Goal, end: EpochEnd) -> float | None:
    """Return the number by which a pruner compares trials after an epoch, as much wanted as the goal itself."""
    if end.validation_accuracy is None:
        return None
    return end.validation_accuracy if goal.maximize else 1 - end.validation_accuracy


def front(goals: Sequence[Goal], reached_by: Sequence[Sequence[float]]) -> list[int]:
    """Return the places of the Pareto front: those that no other one beats in one goal and equals in all others.

    Parameters
    ----------
    goals : sequence of Goal
    reached_by : sequence of sequences of float
        A number for each goal.

    Returns
    -------
    list of int
        Best in the first goal first.
    """
    signed = [tuple(-x if goal.maximize else x for goal, x in zip(goals, row, strict=True)) for row in reached_by]

    def is_beaten(row: tuple[float, ...]) -> bool:
        return any(all(a <= b for a, b in zip(other, row, strict=True)) and other != row for other in signed)

    return sorted((place for place, row in enumerate(signed) if not is_beaten(row)), key=lambda place: signed[place])
