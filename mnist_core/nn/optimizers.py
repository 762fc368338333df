"""How far to go, and where to, once the gradient is known: six rules, simplest first.

A rule that begins by adding the gradient to something, θ ← θ - η g or v ← μ v + g, names that as the gradient's
`destination`, and `backward` adds it there in the very product that computes it.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from mnist_core.errors import ConfigurationError
from mnist_core.nn.arrays import Array
from mnist_core.nn.blas import add_multiple
from mnist_core.nn.gradients import Destination
from mnist_core.nn.optimizer import Optimizer


class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ - η g (Robbins and Monro 1951).

    That is an addition to the parameters and nothing else, so the step happens in `backward`, whose destination it is:
    θ ← 1 · θ + (-η) · g, and none is left for `step`. Only weight decay needs the gradient by itself: g + λ θ takes
    its place.
    """

    def destination(self, learning_rate: float) -> Destination:
        if self.weight_decay:
            return super().destination(learning_rate)
        return Destination(self.parameters, keep=1.0, scale=-learning_rate)

    def _update(self, learning_rate: float) -> None:
        if self.weight_decay:
            for λ, θ, g, scratch, _ in self._blocks(self.parameters, self.gradients):
                g += np.multiply(θ, λ, out=scratch)
                g *= learning_rate
                θ -= g


class VelocityOptimizer(Optimizer):
    """Keeps rolling: what it remembers is a velocity, which friction slows and the gradient drives.

    Parameters
    ----------
    momentum : float, [0, 1), default 0.9
        μ, what friction leaves of the velocity in a step; it may be changed between steps.
    """

    memory_names: tuple[str, ...] = ("velocity",)

    def __init__(self, parameters: Array, gradients: Array, *, momentum: float = 0.9, **shared: Any) -> None:
        super().__init__(parameters, gradients, **shared)
        self.momentum = momentum


class Momentum(VelocityOptimizer):
    """Keep rolling: v ← μ v + g, θ ← θ - η v (Polyak 1964, in the form of Sutskever et al. 2013 that PyTorch has).

    The first half happens in `backward`, whose destination is the velocity; `step` does the second.
    """

    def destination(self, learning_rate: float) -> Destination:
        return Destination(self.memory["velocity"], keep=self.momentum)

    def _update(self, learning_rate: float) -> None:
        velocity = self.memory["velocity"]
        if self.weight_decay:
            weights = slice(self.weight_count)
            add_multiple(self.weight_decay, self.parameters[weights], velocity[weights])
        add_multiple(-learning_rate, velocity, self.parameters)


class Nesterov(VelocityOptimizer):
    """Roll, then look ahead: v ← μ v + g, θ ← θ - η (g + μ v) (Nesterov 1983; Sutskever et al. 2013).

    It uses g twice, so the gradient goes to a place of its own.
    """

    def _update(self, learning_rate: float) -> None:
        for λ, θ, g, v, scratch, _ in self._blocks(self.parameters, self.gradients, self.memory["velocity"]):
            if λ:
                g += np.multiply(θ, λ, out=scratch)
            v *= self.momentum
            v += g
            g += np.multiply(v, self.momentum, out=scratch)
            g *= learning_rate
            θ -= g


class RMSprop(Optimizer):
    """Divide by how large the gradient usually is (Tieleman and Hinton 2012).

    s ← β₂ s + (1 - β₂) g²,  θ ← θ - η g / (sqrt(s) + ε)

    Parameters
    ----------
    beta2 : float, [0, 1), default 0.999
    epsilon : float, default 1e-8
    """

    memory_names: tuple[str, ...] = ("square",)

    def __init__(
        self, parameters: Array, gradients: Array, *, beta2: float = 0.999, epsilon: float = 1e-8, **shared: Any
    ) -> None:
        super().__init__(parameters, gradients, **shared)
        self.beta2, self.epsilon = beta2, epsilon

    def _update(self, learning_rate: float) -> None:
        for λ, θ, g, s, scratch, _ in self._blocks(self.parameters, self.gradients, self.memory["square"]):
            if λ:
                g += np.multiply(θ, λ, out=scratch)
            np.multiply(g, g, out=scratch)
            scratch *= 1 - self.beta2
            s *= self.beta2
            s += scratch
            np.sqrt(s, out=scratch)
            scratch += self.epsilon
            g /= scratch
            g *= learning_rate
            θ -= g


class Adam(RMSprop):
    """Momentum over a gradient divided by its usual size (Kingma and Ba 2015, algorithm 1).

    As printed, at step t, from 1:

        m ← β₁ m + (1 - β₁) g,    m̂ = m / (1 - β₁ᵗ)
        s ← β₂ s + (1 - β₂) g²,   ŝ = s / (1 - β₂ᵗ)
        θ ← θ - η m̂ / (sqrt(ŝ) + ε)

    The code saves two passes by remembering M = m / (1 - β₁) and S = s / (1 - β₂). It differs in two lines:

        M ← β₁ M + g,  S ← β₂ S + g²
        θ ← θ - α M / (sqrt(S) + ε c),  c = sqrt((1 - β₂ᵗ) / (1 - β₂)),  α = η c (1 - β₁) / (1 - β₁ᵗ)

    Parameters
    ----------
    beta1, beta2 : float, [0, 1), default 0.9 and 0.999
    epsilon : float, default 1e-8
    """

    memory_names: tuple[str, ...] = ("mean", "square")
    decoupled: ClassVar[bool] = False
    """Whether weight decay shrinks weights directly and not by way of their gradient."""

    def __init__(self, parameters: Array, gradients: Array, *, beta1: float = 0.9, **shared: Any) -> None:
        super().__init__(parameters, gradients, **shared)
        self.beta1 = beta1

    def _update(self, learning_rate: float) -> None:
        correction = ((1 - self.beta2**self.steps) / (1 - self.beta2)) ** 0.5
        rate = learning_rate * correction * (1 - self.beta1) / (1 - self.beta1**self.steps)
        vectors = self.parameters, self.gradients, self.memory["mean"], self.memory["square"]
        for λ, θ, g, m, s, root, change in self._blocks(*vectors):
            if λ and self.decoupled:
                θ *= 1 - learning_rate * λ
            elif λ:
                g += np.multiply(θ, λ, out=root)
            m *= self.beta1
            m += g
            np.multiply(g, g, out=root)
            s *= self.beta2
            s += root
            np.sqrt(s, out=root)
            root += self.epsilon * correction
            np.divide(m, root, out=change)
            change *= rate
            θ -= change


class AdamW(Adam):
    """Adam whose weight decay bypasses the averages: w ← w - η λ w before the step (Loshchilov and Hutter 2019)."""

    decoupled = True


_OPTIMIZERS: dict[str, tuple[Callable[..., Optimizer], tuple[str, ...]]] = {
    "sgd": (SGD, ()),
    "momentum": (Momentum, ("momentum",)),
    "nesterov": (Nesterov, ("momentum",)),
    "rmsprop": (RMSprop, ("beta2", "epsilon")),
    "adam": (Adam, ("beta1", "beta2", "epsilon")),
    "adamw": (AdamW, ("beta1", "beta2", "epsilon")),
}


def make_optimizer(name: str, parameters: Array, gradients: Array, **settings: Any) -> Optimizer:
    """Build the optimizer of this name from the settings that it has, leaving out the ones it has not.

    Raises
    ------
    ConfigurationError
        If there is no optimizer of this name.
    """
    if name not in _OPTIMIZERS:
        raise ConfigurationError(f"optimizer must be one of {', '.join(_OPTIMIZERS)}, got {name!r}")
    optimizer, names = _OPTIMIZERS[name]
    known = {key: settings[key] for key in (*names, "weight_count", "weight_decay") if key in settings}
    return optimizer(parameters, gradients, **known)
