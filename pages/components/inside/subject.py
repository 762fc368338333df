"""What the parts of the page work with: a network, a digit, and what names them in caches."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.reference import MNIST, DataReference
from mnist_core.nn.network import NeuralNetwork


@dataclass(frozen=True)
class Subject:
    """One digit before one network.

    Attributes
    ----------
    network : NeuralNetwork
        Shared by all sessions; nobody changes it.
    key : tuple
        Changes whenever the network's weights do.
    pixels : bytes
        Grey values, such as 784.
    label : int
        The place of the class that it should be read as.
    smoothing : float
        Label smoothing, as the network was trained.
    data : DataReference
        What it learned from.
    """

    network: NeuralNetwork
    key: tuple[Any, ...]
    pixels: bytes
    label: int
    smoothing: float
    data: DataReference = MNIST

    @property
    def image(self) -> NDArray[np.uint8]:
        """The pixels as an array of shape (pixels,)."""
        return np.frombuffer(self.pixels, np.uint8)
