"""A network that is ready at once, so that Draw and Evaluate work before anything was trained.

`robust.safetensors` learned from two larger networks, on MNIST and on digits drawn in code; its weights are rounded to
16 bits. To make it again:

    python -m mnist_core.pretrained --seed 0
"""

from pathlib import Path

from mnist_core.files.network_file import load_network
from mnist_core.nn.network import NeuralNetwork

PATH = Path(__file__).with_name("robust.safetensors")


def load_pretrained() -> NeuralNetwork:
    """Read the shipped network.

    Raises
    ------
    NetworkFileError
        If its file is absent or damaged.
    """
    return load_network(PATH)
