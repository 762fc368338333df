"""How often a network is right, and on which digits it is not.

Everything here is counted from one table, the confusion matrix: row for the true digit, column for the one that was
read. Its diagonal holds what is right; a bright cell beside it names two digits that the network takes for each other.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_core.data.image import CLASSES


class DigitScores(NamedTuple):
    """Scores of each digit, arrays of shape (10,); precision, recall and F1 from 0 to 1, 0 where undefined."""

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    support: NDArray[np.int64]


def confusion_matrix(labels: ArrayLike, predicted: ArrayLike) -> NDArray[np.int64]:
    """Count how often each digit was read as each.

    Parameters
    ----------
    labels, predicted : array-like of int, shape (n,)
        The true digit and the one that was read, 0 to 9.

    Returns
    -------
    ndarray of int64, shape (10, 10)
        Row for the true digit, column for the one that was read.
    """
    pairs = CLASSES * np.asarray(labels, dtype=np.int64) + np.asarray(predicted, dtype=np.int64)
    return np.bincount(pairs, minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)


def accuracy(labels: ArrayLike, predicted: ArrayLike) -> float:
    """Return the share of digits read rightly, 0 to 1; NaN of none."""
    right = np.equal(labels, predicted)
    return float(right.mean()) if right.size else float("nan")


def per_digit_scores(confusion: NDArray[np.integer[Any]]) -> DigitScores:
    """Return precision, recall, F1 and support of each digit.

    Precision is the share of answers "7" that were a 7, recall the share of 7s that were read as one, F1 their harmonic
    mean, support the number of 7s.

    Parameters
    ----------
    confusion : ndarray of int, shape (10, 10)
        As `confusion_matrix` returns it.

    Returns
    -------
    DigitScores
    """
    right = np.diagonal(confusion).astype(np.float64)
    answers, support = confusion.sum(axis=0), confusion.sum(axis=1)
    # F1 = 2PR/(P + R) with P = right/answers and R = right/support.
    return DigitScores(
        precision=_share(right, answers),
        recall=_share(right, support),
        f1=_share(2 * right, answers + support),
        support=support.astype(np.int64),
    )


def _share(part: NDArray[np.float64], whole: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return part / whole, 0 where the whole is 0."""
    shares = np.zeros_like(part)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
