"""Which units act on which: the few strongest ways into a unit and out of it, for all units of a layer at once."""

import numpy as np
from numpy.typing import NDArray

from mnist_core.explanation.trace import LayerTrace, Trace
from mnist_core.nn.arrays import Array


def strongest_incoming(layer: LayerTrace, count: int) -> tuple[NDArray[np.intp], Array]:
    """Return for each unit the `count` inputs whose terms x_i W_ij are largest in size, and these terms.

    Returns
    -------
    indices, terms : arrays of shape (out, min(count, in))
        Largest first.
    """
    return _largest(layer.weight.T * layer.inputs, count)


def strongest_outgoing(trace: Trace, number: int, count: int) -> tuple[NDArray[np.intp], Array]:
    """Return for each unit of layer `number` the `count` units of the next layer on which it acts most, and a_j W_jk.

    Returns
    -------
    indices, terms : arrays of shape (units, min(count, next units))
        Largest first; of no column for the last layer.
    """
    layer = trace.layer(number)
    if number == len(trace.layers) - 1:
        return np.empty((len(layer.z), 0), np.intp), np.empty((len(layer.z), 0), layer.z.dtype)
    return _largest(trace.layers[number + 1].weight * layer.outputs[:, None], count)


def _largest(terms: Array, count: int) -> tuple[NDArray[np.intp], Array]:
    """Return where in each row the largest terms by size are, largest first, and the terms."""
    count = min(count, terms.shape[1])
    size = np.abs(terms)
    found = np.argpartition(-size, count - 1, axis=1)[:, :count] if count else np.empty((len(terms), 0), np.intp)
    order = np.argsort(-np.take_along_axis(size, found, axis=1), axis=1, kind="stable")
    indices = np.take_along_axis(found, order, axis=1)
    return indices, np.take_along_axis(terms, indices, axis=1)
