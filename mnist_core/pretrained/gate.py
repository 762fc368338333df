"""A second, small network that ships with the project: it tells digits from whatever else is drawn.

A network that reads digits has seen nothing else and takes a letter for the digit that is most like it, often without
a doubt. This one saw both, digits as class 0 and strangers as class 1, and says nothing of which digit it is. It
judges for every network that reads. `make_gate` makes it again.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.files.network_file import load_network
from mnist_core.nn.network import NeuralNetwork

PATH = Path(__file__).with_name("gate.safetensors")

STRANGER = 0.9
"""From this probability on a drawing is called a stranger; below it, a digit, if perhaps an unsure one: that it is
any digit at all is part of how sure an answer is, confidence · (1 - stranger)."""

DIGIT_CLASS, STRANGER_CLASS = 0, 1

NOT_A_DIGIT = "not a digit that I know"


@cache
def load_gate() -> NeuralNetwork:
    """Read the network that tells digits from strangers; one for all, and nobody trains it.

    Raises
    ------
    NetworkFileError
        If its file is absent or damaged.
    """
    return load_network(PATH)


def stranger_probability(images: NDArray[Any]) -> NDArray[np.floating]:
    """Return how likely each image is no digit, shape (n,), for images as `predict_proba` takes them."""
    probabilities: NDArray[np.floating] = load_gate().predict_proba(images)[:, STRANGER_CLASS]
    return probabilities
