"""Whether a network that is 90% sure is right nine times in ten.

A network's probabilities rank its answers well and still lie about how often they are right: trained with label
smoothing it is told never to be sure, trained for long it is sure of everything. One number mends most of it: all
logits are divided by a temperature before the softmax. Below 1 the answers become firmer, above 1 softer; none of
them changes. It is fitted on images that the weights were not, and never on those that judge.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 15
COLDEST, HOTTEST = 0.2, 5.0
"""Temperatures between which the best is sought."""


def fit_temperature(logits: NDArray[np.floating[Any]], labels: ArrayLike) -> float:
    """Return the temperature T at which softmax(logits / T) gives the labels the least mean cross-entropy.

    Parameters
    ----------
    logits : ndarray of shape (n, classes)
        Of images that the weights were not fitted on.
    labels : array-like of int, shape (n,)

    Returns
    -------
    float
        From 0.2 to 5; 1 where there are no images.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks", ICML 2017, section 4.2.
    """
    true = np.asarray(labels, np.intp)
    if not len(true):
        return 1.0
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    of_label = shifted[np.arange(len(true)), true]

    def loss(log_temperature: float) -> float:
        scale = np.exp(-log_temperature)
        return float((np.log(np.exp(shifted * scale).sum(axis=1)) - of_label * scale).mean())

    from scipy.optimize import minimize_scalar  # takes 17 MB, so only who fits one imports it

    best = minimize_scalar(loss, bounds=(np.log(COLDEST), np.log(HOTTEST)), method="bounded", options={"xatol": 1e-4})
    return float(np.exp(best.x))


def expected_calibration_error(
    probabilities: NDArray[np.floating[Any]], labels: ArrayLike, *, bins: int = BINS
) -> float:
    """Return how far confidence lies from accuracy, averaged over all answers.

    The answers are sorted by their confidence, the largest probability, into bins of equal width; each bin counts by
    the share of the answers in it:

        Σ_b n_b / n |accuracy_b - mean confidence_b|.

    Parameters
    ----------
    probabilities : ndarray of shape (n, classes)
    labels : array-like of int, shape (n,)
    bins : int, >= 1, default 15

    Returns
    -------
    float
        0 to 1; NaN for no answers.
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    if not len(confidence):
        return float("nan")
    right = probabilities.argmax(axis=1) == np.asarray(labels)
    place = np.minimum((confidence * bins).astype(np.intp), bins - 1)
    apart = np.bincount(place, weights=right - confidence, minlength=bins)
    return float(np.abs(apart).sum() / len(confidence))


@dataclass(frozen=True, eq=False)
class Coverage:
    """What is gained by not answering when unsure.

    Attributes
    ----------
    threshold : ndarray of float64, shape (n,)
        Least confidence that still counts as an answer, rising.
    coverage : ndarray of float64, shape (n,)
        Share of the images that are answered.
    accuracy : ndarray of float64, shape (n,)
        Share of the answers that are right; NaN where none is left.
    """

    threshold: NDArray[np.float64]
    coverage: NDArray[np.float64]
    accuracy: NDArray[np.float64]


def coverage_curve(
    probabilities: NDArray[np.floating[Any]], labels: ArrayLike, thresholds: ArrayLike | None = None
) -> Coverage:
    """Return how many images are answered, and how many of the answers are right, for each least confidence.

    Parameters
    ----------
    probabilities : ndarray of shape (n, classes)
    labels : array-like of int, shape (n,)
    thresholds : array-like of float, optional
        Rising, 0 to 1; by default every hundredth.
    """
    wanted = np.linspace(0, 1, 101) if thresholds is None else np.asarray(thresholds, np.float64)
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == np.asarray(labels)
    order = np.argsort(-confidence, kind="stable")
    answered = np.searchsorted(-confidence[order], -wanted, side="right")
    right_so_far = np.append(0, np.cumsum(right[order]))
    with np.errstate(invalid="ignore"):
        accuracy = right_so_far[answered] / answered
    return Coverage(wanted, answered / max(len(confidence), 1), accuracy)


@dataclass(frozen=True, eq=False)
class Reliability:
    """How often answers are right, by how sure they are: one number for each bin of confidence that holds any.

    Attributes
    ----------
    confidence : ndarray of float64
        Mean confidence in the bin.
    accuracy : ndarray of float64
        Share of its answers that are right.
    count : ndarray of int64
        Its answers.
    """

    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    count: NDArray[np.int64]


def reliability(probabilities: NDArray[np.floating[Any]], labels: ArrayLike, *, bins: int = BINS) -> Reliability:
    """Sort answers into bins of equal width by their confidence, as `expected_calibration_error` does."""
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == np.asarray(labels)
    place = np.minimum((confidence * bins).astype(np.intp), bins - 1)
    count = np.bincount(place, minlength=bins)
    filled = count > 0
    sums = (np.bincount(place, weights=values, minlength=bins)[filled] for values in (confidence, right))
    mean_confidence, accuracy = (each / count[filled] for each in sums)
    return Reliability(mean_confidence, accuracy, count[filled])
