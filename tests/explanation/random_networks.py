"""Small random networks of every kind, for property tests."""

import numpy as np
from hypothesis import strategies as st

from mnist_core.nn.network import NeuralNetwork

ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh")


def make(
    hidden=(7, 5), *, activation="relu", batch_norm=False, dtype="float32", dropout=0.0, pixels=784, seed=0
) -> NeuralNetwork:
    """A network in which no bias, gain or average is what it starts as."""
    rng = np.random.default_rng(seed)
    options = {"activation": activation, "batch_norm": batch_norm, "dtype": dtype, "dropout": dropout}
    network = NeuralNetwork((pixels, *hidden, 10), rng=rng, **options)
    network.parameters += rng.normal(0, 0.1, network.parameters.shape).astype(dtype)
    network.state += rng.uniform(0, 0.3, network.state.shape).astype(dtype)
    return network


def digit(seed=0, pixels=784):
    """An image like none in MNIST."""
    rng = np.random.default_rng(seed)
    return (rng.random(pixels) * (rng.random(pixels) < 0.3) * 255).astype(np.uint8)


networks = st.builds(
    make,
    st.lists(st.integers(1, 12), max_size=4).map(tuple),
    activation=st.sampled_from(ACTIVATIONS),
    batch_norm=st.booleans(),
    dtype=st.sampled_from(("float32", "float64")),
    dropout=st.sampled_from((0.0, 0.4)),
    pixels=st.sampled_from((3, 20, 784)),
    seed=st.integers(0, 1000),
)
"""Depth 0 to 4, every activation, with and without BatchNorm and dropout, both types."""

smoothings = st.sampled_from((0.0, 0.1, 0.5))
labels = st.integers(0, 9)
