"""Lay the first test images on t-SNE maps, a map for each layer of a run's network."""

from typing import Any

import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.maps import layer_names, layer_outputs, neighbour_maps
from mnist_core.jobs.progress import Progress, Steps
from mnist_core.store.store import RunStore


def neighbour_map(store: RunStore, subject: dict[str, Any], how: dict[str, Any]) -> Steps:
    """Return each layer's map.

    Parameters
    ----------
    store : RunStore
    subject : {"network": str, "count": int}
        The network's digest, and how many of the test images.
    how : {"run": int}
        A run that has the network.

    Returns
    -------
    dict
        "maps": float32 of shape (layers, count, 2).
    """
    yield Progress(0.0, "The network and the test images are loaded")
    network = store.networks.load(how["run"])
    names = layer_names(network)
    outputs = layer_outputs(network, load_mnist().test.images[: subject["count"]])
    yield Progress(0.02, f"{names[0]} are laid out")
    maps = []
    for number, coordinates in enumerate(neighbour_maps(outputs), 1):
        maps.append(coordinates)
        yield Progress(number / len(names), f"{names[min(number, len(names) - 1)]} are laid out")
    return {"maps": np.stack(maps)}
