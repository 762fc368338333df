"""What a task is checked by: the runs and own digits made since its lesson was begun, a network, a typed answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.report import Evaluation
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.own_digits import OwnDigit
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd

CHANCE = 0.15
"""Guessing reads one digit in ten; whoever reads less than this has learned nothing."""

GOOD = 0.8
"""Who reads so many has learned what digits look like."""


@dataclass(frozen=True, eq=False)
class Reader:
    """A network that exists, and what it makes of the test images.

    Attributes
    ----------
    run : Run
    network : NeuralNetwork
    evaluation : Evaluation
    test : ImageSet
    """

    run: Run
    network: NeuralNetwork = field(repr=False)
    evaluation: Evaluation = field(repr=False)
    test: ImageSet = field(repr=False)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What there is to check a task by.

    Attributes
    ----------
    runs : sequence of Run
        Trained since the lesson was begun, oldest first, without those whose settings were changed meanwhile.
    altered : sequence of int
        The numbers of those.
    epochs : mapping of int to sequence of EpochEnd
        By the run's number.
    first_losses : mapping of int to float
        The loss of each run's first batch, nats.
    digits : sequence of OwnDigit
        Kept since the lesson was begun, oldest first.
    reader : Reader or None
    answer : str
        What the person typed.
    """

    runs: Sequence[Run] = ()
    altered: Sequence[int] = ()
    epochs: Mapping[int, Sequence[EpochEnd]] = field(default_factory=dict)
    first_losses: Mapping[int, float] = field(default_factory=dict)
    digits: Sequence[OwnDigit] = ()
    reader: Reader | None = None
    answer: str = ""

    @property
    def finished(self) -> list[Run]:
        """The runs that came to their end and were measured."""
        return [run for run in self.runs if run.status is RunStatus.FINISHED and self.epochs.get(run.id)]

    @property
    def training(self) -> Run | None:
        """The run that trains or waits, the oldest of several."""
        return next((run for run in self.runs if not run.status.is_over), None)

    def accuracy(self, run: Run) -> float:
        """Return what a run read correctly after its last epoch: of validation images where there were any."""
        last = self.epochs[run.id][-1]
        return last.train_accuracy if last.validation_accuracy is None else last.validation_accuracy

    def families(self, setting: str) -> list[list[Run]]:
        """Return the runs that are over in groups that differ only in one setting, the newest group last."""
        neutral = getattr(TrainingConfig(), setting)
        found: dict[TrainingConfig, list[Run]] = {}
        for run in self.runs:
            if has_diverged(run) or run in self.finished:
                key = run.config.with_changes(**{setting: neutral})
                found[key] = [*found.pop(key, []), run]
        return list(found.values())


def has_diverged(run: Run) -> bool:
    """Return whether a run broke off because its numbers grew beyond all reason."""
    return run.status is RunStatus.FAILED and "diverged" in run.message


def furthest(groups: Sequence[dict[str, Run]]) -> dict[str, Run]:
    """Return the group with the most runs that a task asks for, the newest of several; {} where there is none."""
    return max(reversed(groups), key=len, default={})


def typed_number(text: str) -> float | None:
    """Read a number as people type it: with a decimal comma, a true minus sign, a percent sign; None if it is none."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".").removesuffix("%").strip()
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
