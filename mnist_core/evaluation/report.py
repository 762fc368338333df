"""One pass of a network over labelled images, and what can be read from it.

Training, pages, the worker and the command line all measure a network by `evaluate`, so that a number means the same
wherever it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS
from mnist_core.errors import DataError
from mnist_core.evaluation.metrics import DigitScores, accuracy, confusion_matrix, per_digit_scores
from mnist_core.nn.losses import SoftmaxCrossEntropy, softmax


class Classifier(Protocol):
    """Whatever gives logits of some classes; where it has `class_names`, labels are matched with them."""

    def predict_logits(self, images: NDArray[np.uint8]) -> NDArray[np.floating[Any]]:
        """Return logits (n, classes) of images (n, pixels)."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a network did on some images.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n, classes)
        At the network's temperature, as `predict_proba` returns them.
    predicted, labels : ndarray of uint8, shape (n,)
        The most probable class and the true one: of MNIST the digits themselves, else places in `class_names`.
    loss : float
        Mean cross-entropy an image, nats; of the logits as they are, as in training.
    accuracy : float
        Share read correctly, 0 to 1.
    class_names : tuple of str
    """

    probabilities: NDArray[np.float32]
    predicted: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    loss: float
    accuracy: float
    class_names: tuple[str, ...] = DIGITS

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """How often each class was read as each, shape (classes, classes): a row for the true one."""
        return confusion_matrix(self.labels, self.predicted, self.probabilities.shape[1])

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether each image was read correctly, shape (n,)."""
        return np.equal(self.predicted, self.labels)

    @property
    def digit_scores(self) -> DigitScores:
        """Precision, recall, F1 and support of each class."""
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
        Its labels are places in the network's own classes.

    Raises
    ------
    DataError
        If the images have another size than the network reads, or show a class that it does not know.
    """
    image_set = fitting(network, image_set)
    logits = network.predict_logits(image_set.images)
    predicted = logits.argmax(axis=1).astype(np.uint8)
    criterion = SoftmaxCrossEntropy(classes=logits.shape[1])
    loss = criterion(logits, image_set.labels)[0] if len(image_set) else float("nan")
    return Evaluation(
        probabilities=softmax(logits / getattr(network, "temperature", 1.0)).astype(np.float32, copy=False),
        predicted=predicted,
        labels=image_set.labels,
        loss=loss,
        accuracy=accuracy(image_set.labels, predicted),
        class_names=image_set.class_names,
    )


def fitting(network: Any, image_set: ImageSet) -> ImageSet:
    """Return labelled images as this network can be measured by: their labels as places in its own classes.

    Raises
    ------
    DataError
        If they have another size than it reads, or show a class that it does not know.
    """
    sizes: Sequence[int] | None = getattr(network, "layer_sizes", None)
    side = image_set.image_side
    if sizes is not None and sizes[0] != side * side:
        own = isqrt(sizes[0])
        raise DataError(f"the network reads images of {own} × {own} pixels, and these have {side} × {side}")
    names: Sequence[str] | None = getattr(network, "class_names", None)
    return image_set if names is None else image_set.with_classes(tuple(names))


def most_confident_mistakes(
    evaluation: Evaluation, true: int | None = None, predicted: int | None = None
) -> NDArray[np.intp]:
    """Return the places of misread images, the most confident mistake first.

    Parameters
    ----------
    evaluation : Evaluation
    true, predicted : int, optional
        Only images of this class, only those read as this one. If both are given and equal, the images are not mistakes
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
