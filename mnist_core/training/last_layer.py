"""Learning with every layer frozen but the last: what a network sees stays, only what it makes of it changes.

A few digits of one hand are too few to teach a whole network by: it would bend to them and forget others. The hidden
layers of a trained network already describe a digit in some hundred numbers, and ten weighted sums of those can be
moved a little, with a pull back to where they were. What it read rightly before it is to read as it did, no firmer
and no fainter; otherwise whatever it is shown again would draw it along, although there is nothing in it to correct.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from mnist_core.nn.arrays import Array
from mnist_core.nn.gradients import Destination
from mnist_core.nn.losses import softmax
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.insights import InsightProbe
from mnist_core.training.update import Update

PULL = 0.01
"""λ of the penalty λ/2 |θ - θ₀|², which pulls the last layer towards what it was."""


class LastLayerUpdate(Update):
    """One update of the last layer of a network that has been trained.

    The hidden layers work as they do outside training: BatchNorm by its running averages, nothing silenced. The last
    weights and biases θ go along ∂L/∂θ + λ (θ - θ₀), θ₀ being what they started from; all others stay. L is the
    cross-entropy to the label where θ₀ misread the image, and to the probabilities that θ₀ gave where it read it
    rightly (learning without forgetting: Li and Hoiem 2016, section 3).

    Parameters
    ----------
    config : TrainingConfig
    start : NeuralNetwork
        What to start from; it is copied.
    """

    def __init__(self, config: TrainingConfig, start: NeuralNetwork) -> None:
        super().__init__(config, start.copy())
        *self._hidden, self._last = self.network.layers
        named = self.network.named_parameters()
        self._now = {name: named[f"{self._last.name}.{name}"] for name in self._last.parameter_shapes()}
        at_first = start.named_parameters()
        self._at_first = {name: at_first[f"{self._last.name}.{name}"].copy() for name in self._now}

    def forward(self, images: Array, labels: NDArray[np.uint8]) -> tuple[float, int]:
        features = images
        for layer in self._hidden:
            features = layer.forward(features, training=False)
        logits = self._last.forward(features, training=False)
        targets = self._targets(features, labels)
        self._grad_logits = (softmax(logits) - targets) / len(labels)
        loss = -float((targets * log_softmax(logits, axis=1)).sum()) / len(labels)
        return loss, int(np.count_nonzero(logits.argmax(axis=1) == labels))

    def _targets(self, features: Array, labels: NDArray[np.uint8]) -> Array:
        """Return what to aim at, shape (n, 10): what it answered at first where that was right, else the label."""
        answers = softmax(features @ self._at_first["weight"] + self._at_first["bias"])
        wrong = answers.argmax(axis=1) != labels
        answers[wrong] = self._loss.target_rows[labels[wrong]]
        return answers

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
