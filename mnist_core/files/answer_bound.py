"""How large a network's answers can become, from its weights alone.

Finite weights may still be so large that sums over them are not: then a probability is not a number. The bound is that
of the triangle inequality, layer by layer, so no image whatever can exceed it.
"""

import numpy as np

from mnist_core.nn.layers import BatchNorm, Dense
from mnist_core.nn.network import NeuralNetwork


def largest_output(network: NeuralNetwork) -> float:
    """Return a bound of every number that a forward pass through the network can meet.

    For a Dense layer |x W + b| <= |x| |W| + |b|; pixels are at most 1, and an activation's
    output is at most 1 or its input.

    Parameters
    ----------
    network : NeuralNetwork

    Returns
    -------
    float
        Infinity where not even float64 could hold it.
    """
    bound = np.ones(network.layer_sizes[0])
    largest = 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in network.layers:
            if isinstance(layer, Dense):
                bound = bound @ np.abs(layer.weight, dtype=np.float64) + np.abs(layer.bias)
            elif isinstance(layer, BatchNorm):
                centred = bound + np.abs(layer.running_mean)
                deviation = np.sqrt(layer.running_variance + layer.epsilon, dtype=np.float64)
                largest = max(largest, float(centred.max()))
                bound = centred / deviation * np.abs(layer.gain) + np.abs(layer.bias)
            else:
                bound = np.maximum(bound, 1)
            largest = max(largest, float(np.nan_to_num(bound, nan=np.inf, posinf=np.inf).max()))
    return largest
