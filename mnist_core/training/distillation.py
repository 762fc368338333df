"""Learning from what a larger network answers, in place of the bare labels.

A label says that an image is a 7; a network that has learnt says that it is a 7 that looks a little like a 1. That is
more to learn from, and a small network that follows it comes closer to a large one than the labels would bring it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from mnist_core.nn.arrays import Array
from mnist_core.nn.losses import softmax
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.update import Update


class DistillationUpdate(Update):
    """One update towards what trained networks answer together.

    With their mean probabilities t and the network's own p, the loss of an image is the cross-entropy -Σ_k t_k log p_k,
    and its gradient with respect to the logits p - t (Hinton, Vinyals and Dean 2015, at temperature 1).

    Parameters
    ----------
    config : TrainingConfig
        Of the network that learns; label smoothing is left to the teachers.
    teachers : sequence of NeuralNetwork
        At least one; they read the same varied images in each step, and stay as they are.
    """

    def __init__(self, config: TrainingConfig, teachers: Sequence[NeuralNetwork]) -> None:
        super().__init__(config)
        self._teachers = tuple(teachers)

    def forward(self, images: Array, labels: NDArray[np.uint8]) -> tuple[float, int]:
        logits = self.network.forward(images, training=True)
        targets = np.mean([softmax(teacher.forward(images, training=False)) for teacher in self._teachers], axis=0)
        self._grad_logits = (softmax(logits) - targets) / np.float32(len(labels))
        loss = -float((targets * log_softmax(logits, axis=1)).sum()) / len(labels)
        return loss, int(np.count_nonzero(logits.argmax(axis=1) == labels))
