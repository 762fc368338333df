"""Which layers make up a network, in which order and under which names."""

from collections.abc import Mapping, Sequence

import numpy as np

from mnist_core.errors import ConfigurationError
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.layers import BatchNorm, Dense, Dropout, Layer


def build_layers(layer_sizes: Sequence[int], *, activation: str, batch_norm: bool) -> tuple[Layer, ...]:
    """Return dense layers of these sizes, and after each but the last BatchNorm if wanted, activation and dropout.

    Each has a name of its kind and the number of its dense layer, from 1: "dense1", "relu1", "dropout1", "dense2".
    """
    layers: list[Layer] = []
    last = len(layer_sizes) - 1
    for number, (fan_in, fan_out) in enumerate(zip(layer_sizes, layer_sizes[1:], strict=False), start=1):
        block: dict[str, Layer] = {"dense": Dense(fan_in, fan_out, needs_input_gradient=number > 1)}
        if number < last:
            if batch_norm:
                block["batch_norm"] = BatchNorm(fan_out)
            block |= {activation: ACTIVATIONS[activation](), "dropout": Dropout()}
        for kind, layer in block.items():
            layer.name = f"{kind}{number}"
            layers.append(layer)
    return tuple(layers)


def checked_sizes(layer_sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes as a tuple, or raise a ConfigurationError."""
    sizes = tuple(size.item() if isinstance(size, np.integer) else size for size in layer_sizes)
    if len(sizes) < 2 or any(isinstance(size, bool) or not isinstance(size, int) or size < 1 for size in sizes):
        raise ConfigurationError(f"layer_sizes must be at least two positive whole numbers, got {layer_sizes!r}")
    return sizes


def checked_names(class_names: Sequence[str] | None, classes: int) -> tuple[str, ...]:
    """Return what the classes are called: these names, or their numbers from 0."""
    names = tuple(class_names) if class_names is not None else tuple(map(str, range(classes)))
    if len(names) != classes or len(set(names)) < classes or not all(isinstance(name, str) for name in names):
        raise ConfigurationError(f"class_names must be {classes} different texts, got {names!r:.80}")
    return names


def checked_choice(name: str, value: str, choices: Mapping[str, object]) -> str:
    """Return the value, or raise a ConfigurationError if it is not one of the choices."""
    if value not in choices:
        raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value
