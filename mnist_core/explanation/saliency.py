"""Which pixels speak for an answer, and which against it.

The gradient of a score with respect to the pixels says how the score would move if a pixel were a little darker. It
holds only at the image itself: a unit that is already sure answers no more. Integrated gradients follow the image
from blank paper to its full ink, and add up the gradients on the way; what they give to the pixels adds up to the
difference in score that the ink makes, so nothing is left unexplained.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.nn.arrays import Array
from mnist_core.nn.gradients import Destination
from mnist_core.nn.layers import Dense
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.nn.network import NeuralNetwork

STEPS = 32
"""Points between blank paper and the image at which the gradient is taken."""

_ROWS = 1000
"""Images that go back at a time; it bounds the memory."""


def score_gradients(network: NeuralNetwork, images: NDArray[Any], score: ArrayLike) -> Array:
    """Return the gradient of a score Σ_k c_k z_k, a weighted sum of the logits z, with respect to each pixel.

    Parameters
    ----------
    network : NeuralNetwork
        It is copied and never changes; it reads as in prediction.
    images : array of shape (n, 784) or (784,)
        uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
    score : array-like of shape (10,)
        The weights c: 1 at a digit for its logit; 1 at one and -1 at another for what tells the two apart.

    Returns
    -------
    array of shape (n, 784)
        A row for each image, per unit of ink (paper is 0, full ink is 1).
    """
    weights = np.asarray(score, network.dtype)
    if weights.shape != (network.layer_sizes[-1],):
        raise ConfigurationError(f"score must have shape ({network.layer_sizes[-1]},), got {weights.shape}")
    return _sent_back(network, images, lambda logits, _rows: np.tile(weights, (len(logits), 1)))


def loss_gradients(network: NeuralNetwork, images: NDArray[Any], labels: NDArray[np.uint8]) -> Array:
    """Return the gradient of each image's own cross-entropy with respect to its pixels, shape (n, 784).

    Parameters
    ----------
    network : NeuralNetwork
        It is copied and never changes; it reads as in prediction.
    images : array of shape (n, 784)
    labels : array of uint8, shape (n,)
        The true digits.
    """
    criterion = SoftmaxCrossEntropy(classes=network.layer_sizes[-1])

    def backwards(logits: Array, rows: slice) -> Array:
        return criterion(logits, labels[rows])[1] * network.dtype.type(len(logits))  # of each image, not of the mean

    return _sent_back(network, images, backwards)


def integrated_gradients(network: NeuralNetwork, image: NDArray[Any], score: ArrayLike, *, steps: int = STEPS) -> Array:
    r"""Share the score that an image's ink makes out among its pixels.

    With blank paper as the baseline, pixel k of image x gets

        x_k · 1/m Σ_{j=1..m} ∂S/∂x_k at (j - 1/2)/m · x,

    the midpoint rule for the integral along the straight line from paper to x. The sum over the pixels is
    S(x) - S(paper), up to the error of that rule.

    Parameters
    ----------
    network : NeuralNetwork
    image : array of shape (784,)
        uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
    score : array-like of shape (10,)
        As for `score_gradients`.
    steps : int, >= 1, default 32
        m.

    Returns
    -------
    array of shape (784,)
        In units of the logits; 0 where there is no ink.

    References
    ----------
    M. Sundararajan, A. Taly, Q. Yan, "Axiomatic attribution for deep networks", ICML 2017, equation 3.
    """
    if steps < 1:
        raise ConfigurationError(f"steps must be at least 1, got {steps}")
    ink = network.as_input(image)
    if len(ink) != 1:
        raise ConfigurationError(f"image must be one image of shape ({network.layer_sizes[0]},), got {image.shape}")
    shares = ((np.arange(steps) + 0.5) / steps).astype(network.dtype)
    gradients = score_gradients(network, shares[:, None] * ink, score)
    attributions: Array = ink[0] * gradients.mean(axis=0)
    return attributions


def _sent_back(network: NeuralNetwork, images: NDArray[Any], backwards: Any) -> Array:
    """Send what `backwards` makes of the logits back to the pixels, some rows at a time."""
    twin = network.copy()
    first = twin.layers[0]
    assert isinstance(first, Dense)
    first.needs_input_gradient = True  # training has no use for the gradient of the pixels
    images = np.atleast_2d(images)
    gradients = np.empty(images.shape, twin.dtype)
    places = twin.places(Destination(twin.gradients))
    for start in range(0, len(images), _ROWS):
        rows = slice(start, start + _ROWS)
        logits = twin.forward(twin.as_input(images[rows]), training=False)
        grad = backwards(logits, rows)
        for layer, place in zip(reversed(twin.layers), reversed(places), strict=True):
            grad = layer.backward(grad, place)
        gradients[rows] = grad
    return gradients
