"""Labels that look wrong: where networks that never saw a label agree that it is another one.

A network that has learned an image's label says little about it. One that was trained on other images may be wrong;
but where several of them are surer of another digit than such networks mostly are of their own, the label is suspect.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import CLASSES
from mnist_core.errors import ConfigurationError


@dataclass(frozen=True, eq=False)
class Suspects:
    """Images whose label looks wrong, the most suspect first.

    Attributes
    ----------
    places : ndarray of intp, shape (m,)
    margins : ndarray of float64, shape (m,)
        Mean over the networks of p(label) less the largest other probability: -1 where all are sure of another digit.
    proposed : ndarray of uint8, shape (m,)
        The digit that the networks hold for the likeliest.
    confident : ndarray of bool, shape (m,)
        Whether confident learning counts the label among the wrong ones.
    """

    places: NDArray[np.intp]
    margins: NDArray[np.float64]
    proposed: NDArray[np.uint8]
    confident: NDArray[np.bool_]


def margins(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return p(label) less the largest other probability of each image, shape (n,), from probabilities (n, 10)."""
    rows = np.arange(len(labels))
    others = probabilities.astype(np.float64)
    given = others[rows, labels]
    others[rows, labels] = -np.inf
    found: NDArray[np.float64] = given - others.max(axis=1)
    return found


def confident_off_diagonal(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    r"""Return which labels confident learning counts as wrong.

    A network is confident of digit j for an image x if p_j(x) reaches the mean t_j of p_j over all images labelled j:

        t_j = 1/|X_j| Σ_{x ∈ X_j} p_j(x),    X_j = {x : label(x) = j}.

    Of the digits that it is confident of, the likeliest is taken for the true one; an image is counted as wrong where
    that is not its label (an off-diagonal entry of the confident joint).

    Parameters
    ----------
    probabilities : ndarray of shape (n, 10)
        Of networks that did not learn these labels.
    labels : ndarray of uint8, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n,)

    References
    ----------
    C. G. Northcutt, L. Jiang, I. L. Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70
    (2021), 1373–1411, equations 1 and 2.
    """
    thresholds = np.array(
        [
            probabilities[labels == digit, digit].mean() if np.any(labels == digit) else np.inf
            for digit in range(CLASSES)
        ]
    )
    confident = np.where(probabilities >= thresholds, probabilities, -1.0)
    found: NDArray[np.bool_] = (confident.max(axis=1) > 0) & (confident.argmax(axis=1) != labels)
    return found


def find_suspects(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.uint8], *, most: int) -> Suspects:
    """Rank images by how wrong their label looks to several networks.

    Parameters
    ----------
    probabilities : ndarray of shape (networks, n, 10)
        Each network's, for images whose labels it did not learn.
    labels : ndarray of uint8, shape (n,)
    most : int
        How many to return.

    Returns
    -------
    Suspects
        Sorted by the mean margin over the networks, lowest first.
    """
    if probabilities.ndim != 3 or probabilities.shape[1:] != (len(labels), CLASSES):
        raise ConfigurationError(
            f"probabilities must have shape (networks, {len(labels)}, {CLASSES}), got {probabilities.shape}"
        )
    mean_margins = np.mean([margins(each, labels) for each in probabilities], axis=0)
    mean = probabilities.mean(axis=0)
    places = np.argsort(mean_margins, kind="stable")[:most]
    return Suspects(
        places,
        mean_margins[places],
        mean[places].argmax(axis=1).astype(np.uint8),
        confident_off_diagonal(mean, labels)[places],
    )
