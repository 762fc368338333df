"""One update of the weights: forward, loss, backward, and as far along the gradient as the optimizer goes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.nn.arrays import Array
from mnist_core.nn.clipping import clip_gradients
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.nn.network import NeuralNetwork
from mnist_core.nn.optimizers import make_optimizer
from mnist_core.training.config import TrainingConfig
from mnist_core.training.insights import InsightProbe
from mnist_core.training.randomness import Purpose, stream

_MEMORY = "optimizer."
"""What the names of an optimizer's vectors start with in a saved state."""


class Update:
    """A network in training, with the loss and the optimizer that a configuration asks for.

    Parameters
    ----------
    config : TrainingConfig
    network : NeuralNetwork, optional
        What to train; by default a new network, as the configuration says.

    Attributes
    ----------
    network : NeuralNetwork
    optimizer : Optimizer
    """

    def __init__(self, config: TrainingConfig, network: NeuralNetwork | None = None) -> None:
        self.network = network or NeuralNetwork(
            config.layer_sizes,
            activation=config.activation,
            initializer=config.initializer,
            batch_norm=config.batch_norm,
            dropout=config.dropout,
            dtype=config.dtype,
            rng=stream(config.seed, Purpose.INITIALIZE),
            class_names=config.data.class_names,
        )
        self.optimizer = make_optimizer(
            config.optimizer,
            self.network.parameters,
            self.network.gradients,
            weight_count=self.network.weight_count,
            weight_decay=config.weight_decay,
            momentum=config.momentum,
            beta1=config.beta1,
            beta2=config.beta2,
            epsilon=config.epsilon,
        )
        self._loss = SoftmaxCrossEntropy(config.label_smoothing, classes=len(config.data.class_names))
        self._clip = config.gradient_clip
        self._start_parameters = self.network.parameters.copy()

    def forward(self, images: Array, labels: NDArray[np.uint8]) -> tuple[float, int]:
        """Return the mean loss over a batch and how many of its images were read correctly."""
        logits = self.network.forward(images, training=True)
        correct = int(np.count_nonzero(logits.argmax(axis=1) == labels))
        loss, self._grad_logits = self._loss(logits, labels)
        return loss, correct

    def backward(self, learning_rate: float) -> None:
        """Take a step along the gradient of that loss, or along as much of it as clipping leaves."""
        destination = self.optimizer.destination(learning_rate)
        if self._clip:
            self.network.backward(self._grad_logits)
            clip_gradients(self.network.gradients, self._clip)
            destination.receive(self.network.gradients)
        else:
            self.network.backward(self._grad_logits, destination)
        self.optimizer.step(learning_rate)

    def probe(self) -> InsightProbe:
        """Look at the gradient before `backward`, which will not leave it anywhere: compute it for its own sake."""
        self.network.backward(self._grad_logits)
        if self._clip:
            clip_gradients(self.network.gradients, self._clip)
        return InsightProbe(self.network, self._start_parameters)

    def memory(self) -> tuple[dict[str, Any], int]:
        """Return copies of what the optimizer remembers, such as "optimizer.velocity", and the steps it took."""
        state = self.optimizer.state()
        steps = state.pop("steps")
        return {f"{_MEMORY}{name}": vector for name, vector in state.items()}, steps

    def load_memory(self, state: dict[str, Any], steps: int) -> None:
        """Let the optimizer continue where `memory` was taken; `state` may hold more."""
        vectors = {name.removeprefix(_MEMORY): value for name, value in state.items() if name.startswith(_MEMORY)}
        self.optimizer.load_state(vectors | {"steps": steps})
