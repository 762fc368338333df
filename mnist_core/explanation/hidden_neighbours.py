"""The images that a network takes for alike: near one another where it makes up its mind.

The last hidden layer is all that the answer is made of. Two images that set its units alike are the same to the
network, however different their pixels are; the training images nearest to a drawing there are what it was read by.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.neighbours import ImageIndex, Neighbours
from mnist_core.nn.network import NeuralNetwork

_ROWS = 2000
"""Images that pass through at a time."""


class HiddenIndex:
    """Images to be searched for those that are most alike in a network's last hidden layer.

    Each unit's activations are kept as one of 256 steps between the least and the largest of any unit, a byte for each
    image: 60,000 images and 384 units make 23 MB.

    Parameters
    ----------
    network : NeuralNetwork
        With at least one hidden layer.
    images : ndarray of uint8, shape (n, 784)
        At least one.
    """

    def __init__(self, network: NeuralNetwork, images: NDArray[np.uint8]) -> None:
        if len(network.layer_sizes) < 3:
            raise ConfigurationError("network must have a hidden layer, got one without")
        self._network = network
        first = self._activations(images[:_ROWS])
        self._low, self._span = float(first.min()), max(float(np.ptp(first)), 1e-9)
        codes = np.empty((len(images), network.layer_sizes[-2]), np.uint8)
        for start in range(0, len(images), _ROWS):
            rows = slice(start, start + _ROWS)
            codes[rows] = np.rint(255 * self._shares(images[rows]))
        self._index = ImageIndex(codes)

    def most_alike(self, image: NDArray[Any], count: int = 10) -> Neighbours:
        """Return the images nearest to this one of shape (784,), with distances in units of activation."""
        if np.shape(image) != (self._network.layer_sizes[0],):
            raise ConfigurationError(
                f"image must be one image of shape ({self._network.layer_sizes[0]},), got {np.shape(image)}"
            )
        found = self._index.most_alike(self._shares(image)[0], count)
        return Neighbours(found.places, found.distances * np.float32(self._span))

    def _activations(self, images: NDArray[Any]) -> NDArray[np.floating]:
        return self._network.hidden_activations(images)[-1]

    def _shares(self, images: NDArray[Any]) -> NDArray[np.floating]:
        """Return activations from 0 for the least to 1 for the largest; what is beyond is cut off."""
        shares: NDArray[np.floating] = np.clip((self._activations(images) - self._low) / self._span, 0, 1)
        return shares
