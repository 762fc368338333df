"""How far an image lies from the middle of what a network reads alike.

In the last hidden layer the images that are read as one digit lie together. An image that is read as that digit and
lies farther from their middle than nearly all of them is one that the network has hardly seen the like of.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.nn.network import NeuralNetwork

_ROWS = 1000
"""Images that pass through at a time."""


class ClassDistances:
    """The middles of what a network reads as each digit, and how far images lie from them.

    Parameters
    ----------
    network : NeuralNetwork
        With at least one hidden layer.
    images : ndarray of uint8, shape (n, 784)
        Images to compare with, such as the test set; at least one.
    """

    def __init__(self, network: NeuralNetwork, images: NDArray[np.uint8]) -> None:
        if len(network.layer_sizes) < 3:
            raise ConfigurationError("network must have a hidden layer, got one without")
        self._network = network
        blocks = [images[start : start + _ROWS] for start in range(0, len(images), _ROWS)]
        hidden = np.concatenate([network.hidden_activations(block)[-1] for block in blocks])
        read = network.predict(images)
        self._middles = {int(digit): hidden[read == digit].mean(axis=0) for digit in np.unique(read)}
        self._distances = {
            digit: np.sort(np.linalg.norm(hidden[read == digit] - middle, axis=1))
            for digit, middle in self._middles.items()
        }

    def rank(self, image: NDArray[Any]) -> float:
        """Return the share of the images of the same answer that lie nearer to its middle than this one, 0 to 1.

        1 where none of them has that answer.
        """
        digit = int(self._network.predict(image)[0])
        if digit not in self._middles:
            return 1.0
        distance = np.linalg.norm(self._network.hidden_activations(image)[-1][0] - self._middles[digit])
        known = self._distances[digit]
        return float(np.searchsorted(known, distance) / len(known))
