"""The curves of a report: what was recorded, thinned to what a page can show, for the script that draws it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.store.history import History
from mnist_core.store.run import Run

MOST_POINTS = 600
"""Points of a curve; more steps are averaged, as many at a time as it takes."""

DIGITS = 5
"""Significant digits of a value."""


def charts(runs: Sequence[Run], history: History) -> list[dict[str, Any]]:
    """Return the loss chart and the accuracy chart of one run or several.

    Returns
    -------
    list of dict
        Each with a `title`, `percent` where values are shares, and `curves`: each with a `name`, the number of its
        `colour`, whether it is `dashed`, whether it is `faint`, and points `x` (epochs) and `y`.
    """
    loss: list[dict[str, Any]] = []
    accuracy: list[dict[str, Any]] = []
    for number, run in enumerate(runs):
        prefix = f"#{run.id} " if len(runs) > 1 else ""
        epochs = history.epochs(run.id)
        if len(runs) == 1:
            loss += _step_curves(run, history)
        for kind, dashed in (("train", False), ("validation", True)):
            for chart, quantity in ((loss, "loss"), (accuracy, "accuracy")):
                points = [(item.epoch, getattr(item, f"{kind}_{quantity}")) for item in epochs]
                chart += _curve(f"{prefix}{kind}ing" if kind == "train" else f"{prefix}{kind}", points, number, dashed)
    return [
        {"title": "Loss", "percent": False, "curves": loss},
        {"title": "Accuracy", "percent": True, "curves": accuracy},
    ]


def thinned(x: NDArray[Any], y: NDArray[Any], most: int = MOST_POINTS) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return means of as many neighbouring points as leave at most `most`."""
    size = -(-len(x) // most)
    if size <= 1:
        return x, y
    starts = np.arange(0, len(x), size)
    counts = np.diff(np.append(starts, len(x)))
    return np.add.reduceat(x, starts) / counts, np.add.reduceat(y, starts) / counts


def _step_curves(run: Run, history: History) -> list[dict[str, Any]]:
    """Return the loss of each batch, a faint line behind the others."""
    steps = history.steps(run.id)
    if not len(steps) or not run.steps_per_epoch:
        return []
    finite = np.isfinite(steps.loss)
    x, y = thinned(steps.step[finite] / run.steps_per_epoch, steps.loss[finite].astype(np.float64))
    return _curve("batches", list(zip(x, y, strict=True)), 0, False, faint=True)


def _curve(
    name: str, points: Sequence[tuple[float, float | None]], colour: int, dashed: bool, *, faint: bool = False
) -> list[dict[str, Any]]:
    """Return a curve of the points that are numbers, or none where there are none."""
    kept = [(x, y) for x, y in points if y is not None and np.isfinite(y)]
    if not kept:
        return []
    x, y = ([float(f"{value:.{DIGITS}g}") for value in column] for column in zip(*kept, strict=True))
    return [{"name": name, "colour": colour, "dashed": dashed, "faint": faint, "x": x, "y": y}]
