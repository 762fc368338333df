"""Learning with every layer frozen but the last: what a network sees stays, only what it makes of it changes.

A few digits of one hand are too few to teach a whole network by: it would bend to them and forget others. The hidden
layers of a trained network already describe a digit in some hundred numbers, and ten weighted sums of those can be
moved a little, with a pull back to where they were, and little else changes.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_core.nn.arrays import Array
from mnist_core.nn.gradients import Destination
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.insights import InsightProbe
from mnist_core.training.update import Update

PULL = 0.01
"""λ of the penalty λ/2 |θ - θ₀|², which pulls the last layer towards what it was."""


class LastLayerUpdate(Update):
    """One update of the last layer of a network that has been trained.

    The hidden layers work as they do outside training: BatchNorm by its running averages, nothing silenced. The last
    weights and biases θ go along ∂L/∂θ + λ (θ - θ₀), θ₀ being what they started from; all others stay.

    Parameters
    ----------
    config : TrainingConfig
    start : NeuralNetwork
        What to start from; it is copied.
    """

    def __init__(self, config: TrainingConfig, start: NeuralNetwork) -> None:
        super().__init__(config, start.copy())
        self._last = self.network.layers[-1]
        at_first = start.named_parameters()
        own = {name: name.removeprefix(f"{self._last.name}.") for name in at_first}
        self._now = {own[name]: array for name, array in self.network.named_parameters().items() if own[name] != name}
        self._at_first = {own[name]: array.copy() for name, array in at_first.items() if own[name] != name}

    def forward(self, images: Array, labels: NDArray[np.uint8]) -> tuple[float, int]:
        logits = self.network.forward(images, training=False)
        return self._judge(logits, labels)

    def backward(self, learning_rate: float) -> None:
        destination = self.optimizer.destination(learning_rate)
        gradients = self.network.places(destination)[-1]
        pulls = {name: PULL * (now - self._at_first[name]) for name, now in self._now.items()}
        self._last.backward(destination.scale * self._grad_logits, gradients)
        for name, pull in pulls.items():
            gradients.places[name][...] += destination.scale * pull
        self.optimizer.step(learning_rate)

    def probe(self) -> InsightProbe:
        """Look at the gradient of the last layer; those of the others are zero, as they are not asked for."""
        self.network.gradients[...] = 0
        self._last.backward(self._grad_logits, self.network.places(Destination(self.network.gradients))[-1])
        return InsightProbe(self.network, self._start_parameters)
