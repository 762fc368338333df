"""How often a network is right, and on which digits it is not.

Everything here is counted from one table, the confusion matrix: row for the true digit, column for the one that was
read. Its diagonal holds what is right; a bright cell beside it names two digits that the network takes for each other.
scikit-learn does the counting; it is imported where it is used, because that takes longer than all the rest.
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
    from sklearn import metrics

    true, read = np.asarray(labels, np.int64), np.asarray(predicted, np.int64)
    if not true.size:  # which scikit-learn refuses
        return np.zeros((classes, classes), np.int64)
    confusion: NDArray[np.int64] = metrics.confusion_matrix(true, read, labels=np.arange(classes))
    return confusion


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
    from sklearn import metrics

    if not np.any(confusion):  # which scikit-learn refuses
        nothing = np.zeros(len(confusion))
        return DigitScores(nothing, nothing, nothing, nothing.astype(np.int64))
    true, read = np.indices(confusion.shape).reshape(2, -1)  # each cell is one pair, as often as it was counted
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        true, read, sample_weight=np.ravel(confusion), zero_division=0
    )
    return DigitScores(precision, recall, f1, support.astype(np.int64))
