"""A second network whose weights are the average of those that training went through.

Late steps jump about the bottom of a valley; their average lies nearer to it than any of them (Polyak and Juditsky
1992). An exponential one forgets what is long ago.
"""

import numpy as np

from mnist_core.nn.arrays import BLOCK, aligned_zeros, blocks
from mnist_core.nn.network import NeuralNetwork


class WeightAverage:
    """The exponential moving average of a network in training.

    Parameters
    ----------
    live : NeuralNetwork
        The network that is trained.
    decay : float, (0, 1)
        Share of the average that a step leaves.

    Attributes
    ----------
    network : NeuralNetwork
        Has the averaged weights and running statistics.
    """

    def __init__(self, live: NeuralNetwork, decay: float) -> None:
        self.network = live.copy()
        self._live, self._decay = live, decay
        self._difference = aligned_zeros(BLOCK, live.dtype)

    def update(self, step: int) -> None:
        """Move the average towards the live network after this step, from 1: a ← d a + (1 - d) θ.

        The decay d rises as (1 + t) / (10 + t) to its setting, so that the average soon forgets the random start.
        """
        decay = min(self._decay, (1 + step) / (10 + step))
        pairs = ((self.network.parameters, self._live.parameters), (self.network.state, self._live.state))
        for average, network in pairs:
            for kept, live in blocks(average, network):
                difference = np.subtract(live, kept, out=self._difference[: len(kept)])
                difference *= 1 - decay
                kept += difference
