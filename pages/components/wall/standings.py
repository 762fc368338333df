"""Who stands where in a class: for each visitor the run that is under way, the best one, and their place."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mnist_core.data.reference import DataReference
from mnist_core.store.run import Run, RunStatus

RECENT_SECONDS = 3 * 3600.0
"""What was started within this time belongs to the present lesson."""


@dataclass(frozen=True)
class Standing:
    """One visitor.

    Attributes
    ----------
    name : str
    run : Run or None
        The one that trains now, else the newest that has begun, else one that waits; None before the first.
    best : Run or None
        The one with the best validation accuracy.
    place : int or None
        From 1; equal accuracies share it. None before anything was measured.
    """

    name: str
    run: Run | None
    best: Run | None
    place: int | None = None

    @property
    def accuracy(self) -> float | None:
        """Best validation accuracy of any of the visitor's runs."""
        return None if self.best is None else self.best.best_validation_accuracy


def data_in_use(runs: Iterable[Run]) -> list[DataReference]:
    """Return what the class learns from, what most visitors use first: accuracies on other data do not compare."""
    users = {(run.visitor, run.config.data) for run in runs}
    return [data for data, _ in Counter(data for _, data in sorted(users, key=str)).most_common()]


def recent(runs: Iterable[Run], now: float) -> list[Run]:
    """Return the runs of the present lesson; those that train or wait belong to it however long ago they were made."""
    return [run for run in runs if not run.status.is_over or run.created_at > now - RECENT_SECONDS]


def standings(names: Iterable[str], runs: Sequence[Run]) -> list[Standing]:
    """Return where everybody stands, the best first, those without a result last and by name.

    Parameters
    ----------
    names : iterable of str
        Visitors who are here, with runs or without.
    runs : sequence of Run
        Of all visitors, on one kind of data, the newest first.
    """
    of: dict[str, list[Run]] = {name: [] for name in names}
    for run in runs:
        if run.visitor is not None:
            of.setdefault(run.visitor, []).append(run)
    found = [Standing(name, _shown(theirs), _best(theirs)) for name, theirs in of.items()]
    found.sort(key=lambda each: (-(each.accuracy or 0.0), each.accuracy is None, each.name.casefold()))
    reached = [each.accuracy for each in found]
    return [
        Standing(each.name, each.run, each.best, None if each.accuracy is None else reached.index(each.accuracy) + 1)
        for each in found
    ]


def _shown(runs: Sequence[Run]) -> Run | None:
    """Return the run whose curve stands for its visitor."""
    for wanted in (
        lambda run: run.status is RunStatus.RUNNING,
        lambda run: run.step > 0,
        lambda run: True,
    ):
        if run := next(filter(wanted, runs), None):
            return run
    return None


def _best(runs: Sequence[Run]) -> Run | None:
    """Return the run with the best validation accuracy."""
    measured = [run for run in runs if run.best_validation_accuracy is not None]
    return max(measured, key=lambda run: run.best_validation_accuracy or 0.0, default=None)
