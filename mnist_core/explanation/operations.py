"""What can be done to a network to see what its parts are good for; each operation changes one thing and says which."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mnist_core.errors import ConfigurationError
from mnist_core.nn.layers import BatchNorm, Dense
from mnist_core.nn.network import NeuralNetwork


@dataclass(frozen=True)
class Operation:
    """One change of a network; layers, inputs and units count from 0."""

    kind: ClassVar[str]

    def change(self, network: NeuralNetwork) -> None:
        """Change a network in place, or raise a ConfigurationError."""
        raise NotImplementedError

    def __str__(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class SwitchOff(Operation):
    """Silence hidden units: what leads to them and what leads from them becomes zero.

    So they also weigh nothing with the sigmoid, which makes 1/2 of a sum of zero.
    """

    kind = "off"
    layer: int
    units: tuple[int, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.units, list | tuple) or not self.units:
            raise ConfigurationError(f"units must be a list of whole numbers, got {self.units!r}")
        object.__setattr__(self, "units", tuple(whole_number("unit", unit) for unit in self.units))

    def change(self, network: NeuralNetwork) -> None:
        dense, after = _dense(network, self.layer), _dense(network, self.layer + 1, "hidden layer", self.layer)
        units = [_below("unit", unit, dense.fan_out) for unit in self.units]
        dense.weight[:, units] = 0
        dense.bias[units] = 0
        after.weight[units] = 0
        normalisation = network.layers[network.layers.index(dense) + 1]
        if isinstance(normalisation, BatchNorm):
            normalisation.gain[units] = 0
            normalisation.bias[units] = 0

    def __str__(self) -> str:
        if len(self.units) == 1:
            return f"unit {self.units[0]} of layer {self.layer + 1} switched off"
        if len(self.units) <= 5:
            return f"units {', '.join(map(str, self.units))} of layer {self.layer + 1} switched off"
        return f"{len(self.units)} units of layer {self.layer + 1} switched off"


@dataclass(frozen=True)
class ScaleWeight(Operation):
    """Multiply one weight by a factor of -100 to 100."""

    kind = "scale"
    layer: int
    input: int
    unit: int
    factor: float

    def __post_init__(self) -> None:
        _between("factor", self.factor, -100, 100)

    def change(self, network: NeuralNetwork) -> None:
        dense = _dense(network, self.layer)
        place = _below("input", self.input, dense.fan_in), _below("unit", self.unit, dense.fan_out)
        dense.weight[place] *= self.factor

    def __str__(self) -> str:
        where = f"from {'pixel' if self.layer == 0 else 'unit'} {self.input} to unit {self.unit}"
        return f"the weight {where} of layer {self.layer + 1} times {self.factor:g}"


@dataclass(frozen=True)
class Prune(Operation):
    """Set to zero the given share, 0 to 1, of all weights: those smallest in size (LeCun, Denker and Solla 1990)."""

    kind = "prune"
    share: float

    def __post_init__(self) -> None:
        _between("share", self.share, 0, 1)

    def change(self, network: NeuralNetwork) -> None:
        weights = network.parameters[: network.weight_count]
        count = round(self.share * len(weights))
        if count:
            weights[np.argpartition(np.abs(weights), count - 1)[:count]] = 0

    def __str__(self) -> str:
        return f"the smallest {self.share * 100:g}% of all weights set to zero"


@dataclass(frozen=True)
class AddNoise(Operation):
    """Add to each weight a normal random number whose deviation is `scale` times its layer's; the seed repeats it."""

    kind = "noise"
    scale: float
    seed: int = 0

    def __post_init__(self) -> None:
        _between("scale", self.scale, 0, 10)
        _below("seed", self.seed, 2**32)

    def change(self, network: NeuralNetwork) -> None:
        rng = np.random.default_rng(self.seed)
        for layer in network.layers:
            if isinstance(layer, Dense):
                layer.weight += rng.normal(0, self.scale * float(layer.weight.std()), layer.weight.shape)

    def __str__(self) -> str:
        return f"noise of {self.scale * 100:g}% of each layer's spread added to its weights (seed {self.seed})"


@dataclass(frozen=True)
class ZeroLayer(Operation):
    """Set all weights of a layer to zero; its biases stay."""

    kind = "zero"
    layer: int

    def change(self, network: NeuralNetwork) -> None:
        _dense(network, self.layer).weight[...] = 0

    def __str__(self) -> str:
        return f"all weights of layer {self.layer + 1} set to zero"


@dataclass(frozen=True)
class Temperature(Operation):
    """Divide the logits by a temperature of 0.01 to 100: the answer stays, its confidence falls (Guo et al. 2017)."""

    kind = "temperature"
    value: float

    def __post_init__(self) -> None:
        _between("temperature", self.value, 0.01, 100)

    def change(self, network: NeuralNetwork) -> None:
        last = network.layers[-1]
        assert isinstance(last, Dense)
        last.weight /= self.value
        last.bias /= self.value

    def __str__(self) -> str:
        return f"temperature {self.value:g}"


OPERATIONS: dict[str, type[Operation]] = {
    operation.kind: operation for operation in (SwitchOff, ScaleWeight, Prune, AddNoise, ZeroLayer, Temperature)
}


def _dense(network: NeuralNetwork, number: int, noun: str = "layer", asked: int | None = None) -> Dense:
    """Return a dense layer by its number from 0, or raise."""
    found = [layer for layer in network.layers if isinstance(layer, Dense)]
    if number not in range(len(found)):
        asked = number if asked is None else asked
        raise ConfigurationError(f"{noun} {asked + 1} does not exist in this network of {len(found)} layers")
    return found[number]


def whole_number(name: str, value: Any) -> int:
    """Return a whole number of 0 or more, or raise."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigurationError(f"{name} must be a whole number >= 0, got {value!r}")
    return value


def _below(name: str, value: Any, size: int) -> int:
    """Return a whole number from 0 to size - 1, or raise."""
    if whole_number(name, value) >= size:
        raise ConfigurationError(f"{name} must be a whole number from 0 to {size - 1}, got {value!r}")
    return int(value)


def _between(name: str, value: Any, low: float, high: float) -> None:
    """Raise unless the value is a number in the range."""
    fits = not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value)
    if not fits or not low <= value <= high:
        raise ConfigurationError(f"{name} must be a number from {low:g} to {high:g}, got {value!r}")
