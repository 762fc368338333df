"""One pass of a network over labelled images, and what can be read from it.

Training, pages, the worker and the command line all measure a network by `evaluate`, so that a number means the same
wherever it is shown.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.metrics import DigitScores, accuracy, confusion_matrix, per_digit_scores
from mnist_core.nn.losses import SoftmaxCrossEntropy, softmax


class Classifier(Protocol):
    """Whatever gives logits of the ten digits."""

    def predict_logits(self, images: NDArray[np.uint8]) -> NDArray[np.floating[Any]]:
        """Return logits (n, 10) of images (n, 784)."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a network did on some images.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n, 10)
        At the network's temperature, as `predict_proba` returns them.
    predicted, labels : ndarray of uint8, shape (n,)
        The most probable digit and the true one.
    loss : float
        Mean cross-entropy an image, nats; of the logits as they are, as in training.
    accuracy : float
        Share read rightly, 0 to 1.
    """

    probabilities: NDArray[np.float32]
    predicted: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    loss: float
    accuracy: float

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """How often each digit was read as each, shape (10, 10): row for the true one, column for what was read."""
        return confusion_matrix(self.labels, self.predicted)

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether each image was read rightly, shape (n,)."""
        return np.equal(self.predicted, self.labels)

    @property
    def digit_scores(self) -> DigitScores:
        """Precision, recall, F1 and support of each digit."""
        return per_digit_scores(self.confusion)


def evaluate(network: Classifier, image_set: ImageSet) -> Evaluation:
    """Measure a network on labelled images; loss and accuracy of none are NaN.

    Parameters
    ----------
    network : object with `predict_logits`
    image_set : ImageSet

    Returns
    -------
    Evaluation
    """
    logits = network.predict_logits(image_set.images)
    predicted = logits.argmax(axis=1).astype(np.uint8)
    loss = SoftmaxCrossEntropy()(logits, image_set.labels)[0] if len(image_set) else float("nan")
    return Evaluation(
        probabilities=softmax(logits / getattr(network, "temperature", 1.0)).astype(np.float32, copy=False),
        predicted=predicted,
        labels=image_set.labels,
        loss=loss,
        accuracy=accuracy(image_set.labels, predicted),
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
