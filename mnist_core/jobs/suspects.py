"""Train a few short networks on parts of the training images, and rank the labels that look wrong to them."""

from typing import Any

import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.suspects import find_suspects
from mnist_core.jobs.progress import Progress, Steps
from mnist_core.store.store import RunStore
from mnist_core.training.out_of_fold import train_folds

MOST = 1000


def suspects(store: RunStore, subject: dict[str, Any], how: dict[str, Any]) -> Steps:
    """Return the labels that look wrong, in the training and in the test images.

    Parameters
    ----------
    store : RunStore
        Not asked: these networks are trained here and forgotten.
    subject : {"folds": int, "rounds": int}
    how : {}

    Returns
    -------
    dict
        Of each part, "train_places", "train_margins", "train_proposed", "train_confident", and likewise of the test
        images, as `find_suspects` returns them.
    """
    data = load_mnist()
    folds, rounds = subject["folds"], subject["rounds"]
    count = folds * rounds
    yield Progress(0.0, f"Network 1 of {count} learns from {1 - 1 / folds:.0%} of the training images")
    train = np.zeros((rounds, len(data.train), 10), np.float32)
    test = []
    for end in train_folds(data.train, data.test, folds=folds, rounds=rounds):
        train[end.round][end.held_out] = end.probabilities
        test.append(end.test_probabilities)
        yield Progress(end.done / count, f"Network {min(end.done + 1, count)} of {count} learns from the other images")
    arrays = {}
    for part, probabilities, images in (("train", train, data.train), ("test", np.stack(test), data.test)):
        found = find_suspects(probabilities, images.labels, most=MOST)
        for name in ("places", "margins", "proposed", "confident"):
            arrays[f"{part}_{name}"] = getattr(found, name)
    return arrays
