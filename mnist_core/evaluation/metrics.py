"""How often a network is right, and on which digits it is not.

Everything here is counted from one table, the confusion matrix: row for the true digit, column for the one that was
read. Its diagonal holds what is right; a bright cell beside it names two digits that the network takes for each other.
Tests hold these few lines to scikit-learn, which would take 30 MB of whoever only wants to count.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_core.data.image import CLASSES


class DigitScores(NamedTuple):
    """Scores of each class, arrays of shape (classes,); precision, recall and F1 from 0 to 1, 0 where undefined."""

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    support: NDArray[np.int64]


def confusion_matrix(labels: ArrayLike, predicted: ArrayLike, classes: int = CLASSES) -> NDArray[np.int64]:
    """Count how often each class was read as each.

    Parameters
    ----------
    labels, predicted : array-like of int, shape (n,)
        The true class and the one that was read, 0 to classes - 1; of MNIST the digits themselves.
    classes : int, default 10

    Returns
    -------
    ndarray of int64, shape (classes, classes)
        Row for the true class, column for the one that was read.
    """
    true, read = np.asarray(labels, np.int64), np.asarray(predicted, np.int64)
    cells = np.bincount(true * classes + read, minlength=classes * classes)
    return cells.astype(np.int64, copy=False).reshape(classes, classes)


def accuracy(labels: ArrayLike, predicted: ArrayLike) -> float:
    """Return the share of digits read correctly, 0 to 1; NaN of none."""
    right = np.equal(labels, predicted)
    return float(right.mean()) if right.size else float("nan")


def per_digit_scores(confusion: NDArray[np.integer[Any]]) -> DigitScores:
    """Return precision, recall, F1 and support of each class.

    Precision is the share of answers "7" that were a 7, recall the share of 7s that were read as one, F1 their harmonic
    mean, support the number of 7s.

    Parameters
    ----------
    confusion : ndarray of int, shape (classes, classes)
        As `confusion_matrix` returns it.

    Returns
    -------
    DigitScores
    """
    right = np.diagonal(confusion).astype(np.float64)
    answers, support = confusion.sum(axis=0), confusion.sum(axis=1).astype(np.int64)
    return DigitScores(
        precision=_share(right, answers),
        recall=_share(right, support),
        f1=_share(2 * right, answers + support),
        support=support,
    )


def _share(part: NDArray[np.float64], whole: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return part / whole, 0 where the whole is."""
    shares: NDArray[np.float64] = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return shares
