"""One pass of a network over labelled images, and what can be read from it.

Pages, the worker and the command line all measure a network by `evaluate`, so that a number means the same wherever it
is shown.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.batches import batch_slices
from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import CLASSES
from mnist_core.evaluation.metrics import DigitScores, accuracy, confusion_matrix, per_digit_scores


class Classifier(Protocol):
    """Whatever gives probabilities of the ten digits."""

    def predict_proba(self, images: NDArray[np.uint8]) -> NDArray[np.floating[Any]]:
        """Return probabilities (n, 10) of images (n, 784)."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a network did on some images.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n, 10)
    predicted, labels : ndarray of uint8, shape (n,)
        The most probable digit and the true one.
    loss : float
        Mean cross-entropy an image, nats.
    accuracy : float
        Share read rightly, 0 to 1.
    confusion : ndarray of int64, shape (10, 10)
        Row for the true digit, column for the one that was read.
    """

    probabilities: NDArray[np.float32]
    predicted: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    loss: float
    accuracy: float
    confusion: NDArray[np.int64]

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether each image was read rightly, shape (n,)."""
        return np.equal(self.predicted, self.labels)

    @property
    def digit_scores(self) -> DigitScores:
        """Precision, recall, F1 and support of each digit."""
        return per_digit_scores(self.confusion)


def evaluate(network: Classifier, image_set: ImageSet, batch_size: int = 1000) -> Evaluation:
    """Measure a network on labelled images.

    Parameters
    ----------
    network : object with `predict_proba`
    image_set : ImageSet
    batch_size : int, default 1000
        Images at a time; it bounds memory and does not change the result.

    Returns
    -------
    Evaluation
    """
    probabilities = np.empty((len(image_set), CLASSES), dtype=np.float32)
    for rows in batch_slices(len(image_set), batch_size):
        probabilities[rows] = network.predict_proba(image_set.images[rows])
    predicted = probabilities.argmax(axis=1).astype(np.uint8)
    return Evaluation(
        probabilities=probabilities,
        predicted=predicted,
        labels=image_set.labels,
        loss=_mean_cross_entropy(probabilities, image_set.labels),
        accuracy=accuracy(image_set.labels, predicted),
        confusion=confusion_matrix(image_set.labels, predicted),
    )


def most_confident_mistakes(
    evaluation: Evaluation, true: int | None = None, predicted: int | None = None
) -> NDArray[np.intp]:
    """Return the places of misread images, the most confident mistake first.

    Parameters
    ----------
    evaluation : Evaluation
    true, predicted : int, 0 to 9, optional
        Only images of this digit, only those read as this one. If both are given and equal, the images are not mistakes
        and the least confident comes first.

    Returns
    -------
    ndarray of intp
        Indices into the evaluated images.
    """
    right_answers = true is not None and true == predicted
    chosen = evaluation.correct if right_answers else ~evaluation.correct
    if true is not None:
        chosen = chosen & (evaluation.labels == true)
    if predicted is not None:
        chosen = chosen & (evaluation.predicted == predicted)
    places = np.flatnonzero(chosen)
    confidence = evaluation.probabilities[places, evaluation.predicted[places]]
    return places[np.argsort(confidence if right_answers else -confidence, kind="stable")]


def _mean_cross_entropy(probabilities: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    """Return the mean of −ln p(true digit); a probability that underflowed to 0 counts as the smallest number."""
    if not len(labels):
        return float("nan")
    of_true = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(of_true, np.finfo(np.float32).tiny)).mean())
