"""In which order a cell's digits are looked at: by how sure, by how costly, or so that like follows like."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.report import Evaluation, most_confident_mistakes

ORDERS = ("confidence", "loss", "likeness")

_COMPONENTS = 20
"""Principal components by which likeness is measured; they hold two thirds of what tells MNIST's digits apart."""


def image_losses(evaluation: Evaluation) -> NDArray[np.float64]:
    """Return the cross-entropy of each image, nats, shape (n,); a true digit's probability of 0 counts as 1e-12."""
    given = evaluation.probabilities[np.arange(len(evaluation.labels)), evaluation.labels].astype(np.float64)
    return -np.log(np.maximum(given, 1e-12))


def cell_places(
    evaluation: Evaluation, image_set: ImageSet, true: int | None, predicted: int | None, order: str = "confidence"
) -> NDArray[np.intp]:
    """Return the places of a cell's images in an order.

    Parameters
    ----------
    evaluation : Evaluation
    image_set : ImageSet
        The images that were evaluated.
    true, predicted : int or None
        As `most_confident_mistakes` takes them: None for any; both equal for right answers.
    order : {"confidence", "loss", "likeness"}
        The most confident mistake first, or of right answers the least confident; the largest loss first; or from one
        image to that which is most like it, so that kinds of mistakes stand together.
    """
    if order not in ORDERS:
        raise ConfigurationError(f"order must be one of {', '.join(ORDERS)}, got {order!r}")
    places = most_confident_mistakes(evaluation, true, predicted)
    if order == "loss":
        return places[np.argsort(-image_losses(evaluation)[places], kind="stable")]
    if order == "likeness":
        return places[likeness_order(image_set.images[places])]
    return places


def likeness_order(images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return an order in which each image is followed by the one that is most like it among those left.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, pixels)

    Returns
    -------
    ndarray of intp, shape (n,)
        Begins with the first image.
    """
    count = len(images)
    if count < 3:
        return np.arange(count)
    points = _principal(images)
    order = np.empty(count, np.intp)
    left = np.ones(count, dtype=bool)
    here = 0
    for position in range(count):
        order[position] = here
        left[here] = False
        if position < count - 1:
            distances = np.square(points - points[here]).sum(axis=1)
            here = int(np.argmin(np.where(left, distances, np.inf)))
    return order


def _principal(images: NDArray[np.uint8]) -> NDArray[np.floating[Any]]:
    """Return each image's first principal components."""
    from sklearn.decomposition import PCA

    ink = images.astype(np.float32) / 255
    if not np.any(ink != ink[0]):  # which scikit-learn divides by the variance of
        return ink
    points: NDArray[np.floating[Any]] = PCA(min(_COMPONENTS, *ink.shape), svd_solver="covariance_eigh").fit_transform(
        ink
    )
    return points
