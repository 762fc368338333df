"""Learn one digit: what a single update does to it, and to everything else.

A copy takes one step of plain gradient descent on one image, through the same `backward` and the same optimizer as in
training, and is compared with what it was. As in a trace, the network works as in prediction: no dropout, and
BatchNorm with its running averages, which stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.explanation.trace import trace_image
from mnist_core.nn.arrays import Array
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.nn.network import NeuralNetwork
from mnist_core.nn.optimizers import SGD


@dataclass(frozen=True, eq=False)
class OneStep:
    """Before and after one update.

    Attributes
    ----------
    loss_before, loss_after : float, nats
        Of the image.
    probabilities_before, probabilities_after : array of shape (10,)
    accuracy_before, accuracy_after : float or None
        Share of the test images read correctly; None where there were none.
    network : NeuralNetwork
        The copy that took the step.
    """

    loss_before: float
    loss_after: float
    probabilities_before: Array = field(repr=False)
    probabilities_after: Array = field(repr=False)
    accuracy_before: float | None
    accuracy_after: float | None
    network: NeuralNetwork


def learn_digit(
    network: NeuralNetwork,
    image: NDArray[Any],
    label: int,
    learning_rate: float,
    *,
    test: ImageSet | None = None,
    label_smoothing: float = 0.0,
) -> OneStep:
    """Take one step on one image with a copy of a network.

    Parameters
    ----------
    network : NeuralNetwork
        It never changes.
    image, label, label_smoothing
        As in `trace_image`.
    learning_rate : float, >= 0
    test : ImageSet, optional
        Images on which accuracy is measured before and after.

    Raises
    ------
    ConfigurationError
        If the learning rate, the image or the label does not fit.
    DivergenceError
        If the step leads out of the finite numbers.
    """
    before = trace_image(network, image, label, label_smoothing=label_smoothing)
    twin = network.copy()
    _descend(twin, image, label, learning_rate, label_smoothing)
    after = trace_image(twin, image, label, label_smoothing=label_smoothing)
    assert before.loss is not None
    assert after.loss is not None
    return OneStep(
        before.loss,
        after.loss,
        before.probabilities,
        after.probabilities,
        None if test is None else accuracy(network, test),
        None if test is None else accuracy(twin, test),
        twin,
    )


def loss_along_gradient(
    network: NeuralNetwork,
    image: NDArray[Any],
    label: int,
    learning_rates: Sequence[float],
    *,
    label_smoothing: float = 0.0,
) -> NDArray[np.float64]:
    """Return the image's loss, nats, after one step at each learning rate; infinity where it overflows.

    Parameters are those of `learn_digit`; each step starts from the network as it is.
    """
    trace_image(network, image, label)  # refuses what does not fit
    twin = network.copy()
    pixels, labels = twin.as_input(image), np.array([label], np.uint8)
    criterion = SoftmaxCrossEntropy(label_smoothing, classes=twin.layer_sizes[-1])
    losses = np.empty(len(learning_rates))
    with np.errstate(over="ignore", invalid="ignore"):
        for i, learning_rate in enumerate(learning_rates):
            twin.set_values(network)
            _descend(twin, image, label, learning_rate, label_smoothing)
            loss, _ = criterion(twin.forward(pixels, training=False), labels)
            losses[i] = loss if np.isfinite(loss) else np.inf
    return losses


def accuracy(network: NeuralNetwork, test: ImageSet) -> float:
    """Return the share of images that a network reads correctly."""
    return float(np.mean(network.predict(test.images) == test.labels))


def _descend(
    network: NeuralNetwork, image: NDArray[Any], label: int, learning_rate: float, label_smoothing: float
) -> None:
    """Update a network once on one image: θ ← θ - η ∂L/∂θ."""
    if not 0 <= learning_rate < np.inf:
        raise ConfigurationError(f"learning_rate must be a finite number >= 0, got {learning_rate!r}")
    optimizer = SGD(network.parameters, network.gradients, weight_count=network.weight_count)
    criterion = SoftmaxCrossEntropy(label_smoothing, classes=network.layer_sizes[-1])
    logits = network.forward(network.as_input(image), training=False)
    _, grad_logits = criterion(logits, np.array([label], np.uint8))
    network.backward(grad_logits, optimizer.destination(learning_rate))
    optimizer.step(learning_rate)
