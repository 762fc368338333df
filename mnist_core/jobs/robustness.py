"""Measure how a run's network holds on worse pictures."""

from typing import Any

import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.corruptions import LEVELS, NAMES
from mnist_core.evaluation.robustness import measure_robustness
from mnist_core.explanation.saliency import loss_gradients
from mnist_core.jobs.progress import Progress, Steps
from mnist_core.store.store import RunStore


def robustness(store: RunStore, subject: dict[str, Any], how: dict[str, Any]) -> Steps:
    """Return how many test images the network reads correctly by corruption and strength.

    Parameters
    ----------
    store : RunStore
    subject : {"network": str}
        The network's digest.
    how : {"run": int}
        A run that has it.

    Returns
    -------
    dict
        "correct": int64 of shape (9, 6); "count": the number of images.
    """
    yield Progress(0.0, "The network and the test images are loaded")
    network, test = store.networks.load(how["run"]), load_mnist().test
    correct = np.zeros((len(NAMES), LEVELS), np.int64)
    done = 0
    for name, level, right in measure_robustness(
        network, test, lambda images: loss_gradients(network, images, test.labels)
    ):
        correct[NAMES.index(name), level] = right
        done += 1
        yield Progress(done / correct.size, f"{name.capitalize()}, strength {level} of {LEVELS - 1}")
    return {"correct": correct, "count": np.array(len(test))}
