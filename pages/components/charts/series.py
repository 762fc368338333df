"""What a live chart draws of a run: the measurements so far, kept in memory, and few enough of them for a screen.

A run of 75 epochs has 70,000 steps; a chart is 600 pixels wide and is drawn twice a second. So each refresh reads only
the steps that are new, and shows about 500 points in which every spike survives.
"""

from threading import Lock
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mnist_core.store.run import Run
from mnist_core.store.steps import StepSeries
from mnist_core.store.store import RunStore
from mnist_core.training.events import EpochEnd, Insight, SettingChanged

POINTS = 500
"""Most points of one trace on screen."""

Axis = Literal["step", "epoch", "seconds"]
AXIS_TITLES: dict[Axis, str] = {"step": "Step", "epoch": "Epoch", "seconds": "Seconds of training"}

Numbers = NDArray[np.integer | np.floating]

_smoothing = Lock()
"""One long series is smoothed at a time: it takes eight times its memory, and many pages may ask for it at once."""

_COLUMNS = {"step": np.int64, "loss": np.float32, "accuracy": np.float32, "learning_rate": np.float32}


class RunSeries:
    """The measurements of one run, brought up to date by `refresh`; one copy serves all who look at the run.

    Attributes
    ----------
    run : Run
        The snapshot of the last refresh.
    epochs : list of EpochEnd
    changes : list of SettingChanged
    insights : list of Insight
    """

    run: Run
    epochs: list[EpochEnd]
    changes: list[SettingChanged]
    insights: list[Insight]

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self._refreshing = Lock()
        self._forget()

    def refresh(self, store: RunStore) -> Run:
        """Read what is new since the last time and return the run's newest snapshot."""
        with self._refreshing:
            self.run = store.runs.get(self.run_id)
            if self.run.step < self._last_step:  # training went back to a checkpoint
                self._forget()
            self._append(store.history.steps(self.run_id, after_step=self._last_step))
            if len(self.epochs) < self.run.epoch or not self.run.status.is_active:
                self.epochs = store.history.epochs(self.run_id)
            self.changes = store.history.changes(self.run_id)
            last_insight = self.insights[-1].step if self.insights else 0
            self.insights += store.history.insights(self.run_id, after_step=last_insight)
            return self.run

    def column(self, name: str) -> Numbers:
        """Return a column of all steps: "step", "loss", "accuracy" or "learning_rate"."""
        return self._columns[name][: self._count]

    def epoch_column(self, name: str) -> NDArray[np.float64]:
        """Return a field of all epochs as numbers, NaN where it was not measured."""
        return np.array([getattr(epoch, name) for epoch in self.epochs], dtype=np.float64)

    def positions(self, steps: Numbers, axis: Axis) -> Numbers:
        """Return where steps lie on a horizontal axis: the step, epochs done by then, or seconds of training.

        Seconds are known at the end of each epoch and now; between them the pace is taken as even.
        """
        if axis == "step":
            return steps
        if axis == "epoch":
            return steps / max(self.run.steps_per_epoch, 1)
        known_steps = np.concatenate([[0], self.epoch_column("step"), [self.run.step]])
        known_seconds = np.concatenate([[0], np.cumsum(self.epoch_column("train_seconds")), [self.run.train_seconds]])
        return np.interp(steps, known_steps, np.maximum.accumulate(known_seconds))

    def _forget(self) -> None:
        self._count = 0
        self._columns: dict[str, Numbers] = {name: np.empty(1024, dtype) for name, dtype in _COLUMNS.items()}
        self.epochs, self.changes, self.insights = [], [], []

    @property
    def _last_step(self) -> int:
        return int(self._columns["step"][self._count - 1]) if self._count else 0

    def _append(self, new: StepSeries) -> None:
        """Add steps behind the ones known; room doubles when it runs out, so that appending stays cheap."""
        end = self._count + len(new)
        for name, column in self._columns.items():
            if end > len(column):
                longer = np.empty(max(end, 2 * len(column)), column.dtype)  # untouched room costs no memory
                longer[: self._count] = column[: self._count]
                column = self._columns[name] = longer
            column[self._count : end] = getattr(new, name)
        self._count = end


def decimate(y: Numbers, points: int = POINTS) -> NDArray[np.intp]:
    """Return the indices of at most `points` values that keep every spike: the least and the greatest of each bucket.

    Buckets are a power of two wide and start at the first value, so while a series grows the points already drawn stay
    where they are, until the width doubles.
    """
    if len(y) <= points:
        return np.arange(len(y))
    width = bucket_width(len(y), points)
    whole = len(y) // width * width
    buckets = y[:whole].reshape(-1, width)
    starts = np.arange(0, whole, width)
    extremes = [starts + buckets.argmin(axis=1), starts + buckets.argmax(axis=1)]
    if whole < len(y):
        extremes += [[whole + y[whole:].argmin()], [whole + y[whole:].argmax()]]
    return np.unique(np.concatenate([*extremes, [len(y) - 1]]))


def bucket_width(length: int, points: int = POINTS) -> int:
    """Return the smallest power of two that leaves at most `points` values, two a bucket and the last one."""
    width = 1
    while 2 * -(-length // width) + 1 > points:
        width *= 2
    return width


def smooth(y: Numbers, steps: float) -> NDArray[np.float64]:
    r"""Return the average around each value, weighted by nearness; it begins at the first value and does not lag.

    s_t = Σ_k β^|t-k| y_k / Σ_k β^|t-k| with β = 1 - 1/steps: an exponential moving average from the left and one from
    the right, which both count y_t once too often. The division keeps it unbiased while there are few values, as in
    Adam. To the right it sees no further than to the left, k ≤ 2t, or what falls steeply would begin far too low.
    """
    values = np.asarray(y, dtype=np.float64)
    if steps <= 1:
        return values
    with _smoothing:
        return _smoothed(values, 1 / steps)


def _smoothed(values: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return the weighted average around each value; `share` is 1 - β."""
    left = (1 - (1 - share) ** np.arange(1, len(values) + 1)) / share  # 1 + β + … + β^t, the weights on the left
    right = left[::-1].copy()
    from_left = left * _moving_average(values, share)
    from_right = right * _moving_average(values[::-1], share)[::-1]
    near = np.arange(len(values) // 2)  # for these, values lie beyond 2t
    from_right[near] -= (1 - share) ** (near + 1) * from_right[2 * near + 1]
    right[near] = left[near]
    smoothed: NDArray[np.float64] = (from_left + from_right - values) / (left + right - 1)
    return smoothed


def _moving_average(values: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return Σ_k β^k y_(t-k) / Σ_k β^k; pandas is loaded already, SciPy's filters would take 0.6 s to load."""
    averages: NDArray[np.float64] = pd.Series(values).ewm(alpha=share).mean().to_numpy()
    return averages
