"""A small curve of accuracy for each run: its shape alone, so a few points are enough."""

from collections.abc import Sequence
from threading import Lock

import numpy as np
import streamlit as st

from mnist_core.store.run import Run
from mnist_core.training.events import EpochEnd
from pages.components.state import get_store

POINTS = 16

Known = dict[int, tuple[tuple[object, int], list[float]]]


class Curves:
    """The curves of all runs, read again only of those that went on since the last time; one copy serves everybody."""

    def __init__(self) -> None:
        self._known: Known = {}
        self._reading = Lock()

    def of(self, runs: Sequence[Run]) -> list[list[float]]:
        """Return each run's accuracies, 0 to 1, at most 16 of them; none of a run that has no whole epoch."""
        with self._reading:
            new = [run for run in runs if self._known.get(run.id, (None,))[0] != _state(run)]
            if new:
                epochs = get_store().history.epochs_of([run.id for run in new])
                self._known |= {run.id: (_state(run), few(_accuracies(epochs[run.id]))) for run in new}
            return [self._known[run.id][1] for run in runs]


@st.cache_resource(show_spinner=False)
def _curves() -> Curves:
    return Curves()


def sparklines(runs: Sequence[Run]) -> list[list[float]]:
    """Return a curve for each run."""
    return _curves().of(runs)


def few(values: Sequence[float], points: int = POINTS) -> list[float]:
    """Return at most so many of the values, evenly spaced, the first and the last among them."""
    places = np.linspace(0, len(values) - 1, min(len(values), points)).round().astype(int)
    return [round(values[place], 4) for place in places]


def _state(run: Run) -> tuple[object, int]:
    """Return what changes whenever an epoch is added or taken back."""
    return run.identity, run.epoch if run.status.is_over else -run.step - 1


def _accuracies(epochs: Sequence[EpochEnd]) -> list[float]:
    """Return validation's accuracies, or training's where there is no validation."""
    found = [end.validation_accuracy for end in epochs]
    return [end.train_accuracy if value is None else value for end, value in zip(epochs, found, strict=True)]
