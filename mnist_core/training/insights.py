"""A look inside the network at one step: do gradients reach every layer, are steps of a sensible size, do units die?

A healthy step changes weights by about a thousandth of their size. Looking costs some milliseconds, so it is done
only on request.
"""

import numpy as np

from mnist_core.nn.activations import ReLU
from mnist_core.nn.arrays import Array
from mnist_core.nn.blas import inner
from mnist_core.nn.layers import Dense
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.events import Insight

_BINS = 40


class InsightProbe:
    """Measures one step of training; take it before the update, and read it after.

    Parameters
    ----------
    network : NeuralNetwork
        The network in training, right after `backward` and before the update.
    start_parameters : array
        Its flat parameter vector as it was before the first step.
    """

    def __init__(self, network: NeuralNetwork, start_parameters: Array) -> None:
        self._network = network
        self._start = _weights(network, start_parameters)
        self._before = _weights(network, network.parameters.copy())
        self._gradient_rms = tuple(_rms(gradient) for gradient in _weights(network, network.gradients))
        self._dead_units = tuple(
            float(np.mean(~layer.active_units().any(axis=0))) for layer in network.layers if type(layer) is ReLU
        )

    def read(self, epoch: int, step: int) -> Insight:
        """Return what the update did."""
        after = _weights(self._network, self._network.parameters)
        pairs = list(zip(self._before, after, strict=True))
        edges = [_edges(now, start) for now, start in zip(after, self._start, strict=True)]
        return Insight(
            epoch=epoch,
            step=step,
            gradient_rms=self._gradient_rms,
            weight_rms=tuple(_rms(now) for now in after),
            update_ratio=tuple(_rms(now - before) / max(_rms(before), 1e-30) for before, now in pairs),
            dead_units=self._dead_units,
            histogram_edges=tuple(tuple(edge.tolist()) for edge in edges),
            histogram_counts=tuple(_histogram(now, edge) for now, edge in zip(after, edges, strict=True)),
            histogram_start=tuple(_histogram(start, edge) for start, edge in zip(self._start, edges, strict=True)),
        )


def _weights(network: NeuralNetwork, flat: Array) -> list[Array]:
    """Cut the weights of each dense layer from a flat vector; they come first in it, in the order of layers."""
    sizes = [layer.weight.size for layer in network.layers if isinstance(layer, Dense)]
    return np.split(flat[: network.weight_count], np.cumsum(sizes)[:-1])


def _rms(x: Array) -> float:
    """Return the root mean square."""
    return float(np.sqrt(inner(x, x) / x.size))


def _edges(*arrays: Array) -> Array:
    """Return bin edges, symmetric about 0, that hold all numbers of the arrays."""
    largest = max(float(np.abs(array).max()) for array in arrays)
    return np.linspace(-1, 1, _BINS + 1) * (largest or 1.0)


def _histogram(values: Array, edges: Array) -> tuple[int, ...]:
    """Count the values between each two edges."""
    counts, _ = np.histogram(values, bins=len(edges) - 1, range=(edges[0], edges[-1]))
    return tuple(counts.tolist())
