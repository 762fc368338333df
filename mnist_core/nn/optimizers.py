"""How a gradient becomes a step: from plain descent to Adam, each a few lines of arithmetic on two vectors.

All work in place on the flat vectors of the parameters θ and of the gradient g, which a step uses up. η is the learning
rate. Where a rule needs several passes it takes them over blocks that stay in the processor's cache.

A rule that begins by adding the gradient to something, θ ← θ - η g or v ← μ v + g, says so, and `backward` adds it
there in the very product that computes it. Such a step has a pass or two less, and no gradient lies anywhere alone.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np

from mnist_core.errors import ConfigurationError
from mnist_core.nn.arrays import BLOCK, Array, aligned_zeros, blocks
from mnist_core.nn.blas import add_multiple, inner

_ROUNDING_STEPS = 64
_ROUNDING = 1e-22
"""Every so many steps, what an optimizer remembers is rounded to multiples of about this number times 1e-7 (float32).

A memory that fades by a tenth at each step, as for a pixel at the border that is seldom inked, otherwise lingers among
the denormal numbers below 1e-38, with which processors are a hundred times slower. Larger numbers stay as they are.
"""


def clip_gradients(gradients: Array, largest: float) -> None:
    """Scale the gradient down to a norm of `largest` if it is longer (Pascanu, Mikolov and Bengio 2013)."""
    norm = math.sqrt(inner(gradients, gradients))
    if norm > largest:
        gradients *= largest / norm


class Optimizer:
    """Moves parameters against their gradient; subclasses say how far.

    A step has two parts: target ← keep · target + scale · g, which `backward` does, or `receive`; then `step`.

    Parameters
    ----------
    parameters, gradients : array of shape (n,)
        The flat vectors; a step changes both, and leaves nothing of use in the second.
    weight_count : int, default n
        The first `weight_count` parameters are shrunk by weight decay.
    weight_decay : float, default 0
        λ of the penalty λ/2 |w|², whose gradient λ w is added to g; it may be changed between steps.
    """

    memory_names: tuple[str, ...] = ()
    """Names of the vectors that it carries from step to step."""

    def __init__(
        self, parameters: Array, gradients: Array, *, weight_count: int | None = None, weight_decay: float = 0.0
    ) -> None:
        self.parameters, self.gradients = parameters, gradients
        self.weight_count = len(parameters) if weight_count is None else weight_count
        self.weight_decay = weight_decay
        self.steps = 0
        self.memory = {name: aligned_zeros(len(parameters), parameters.dtype) for name in self.memory_names}
        self._scratch = aligned_zeros((2, min(BLOCK, len(parameters))), parameters.dtype)

    @property
    def target(self) -> Array:
        """The vector that the gradient is added to."""
        return self.gradients

    @property
    def keep(self) -> float:
        """The factor of what lies there already."""
        return 0.0

    def scale(self, learning_rate: float) -> float:
        """Return the factor of the gradient."""
        return 1.0

    def receive(self, learning_rate: float) -> None:
        """Add the gradient that lies in `gradients` to the target, for whoever had to look at it first."""
        target = self.target
        if target is not self.gradients:
            self.gradients *= self.scale(learning_rate)
            target *= self.keep
            target += self.gradients

    def step(self, learning_rate: float) -> None:
        """Update the parameters once, after the gradient was added to the target."""
        self.steps += 1
        self._update(learning_rate)
        if self.steps % _ROUNDING_STEPS == 0:
            for vector in self.memory.values():
                vector += _ROUNDING
                vector -= _ROUNDING

    def _update(self, learning_rate: float) -> None:
        raise NotImplementedError

    def _blocks(self, *vectors: Array) -> Iterator[tuple[Any, ...]]:
        """Yield λ, 0 for what weight decay spares, then the same block of each vector, then as much scratch, twice."""
        weights, others = slice(self.weight_count), slice(self.weight_count, None)
        parts = [(self.weight_decay, weights), (0.0, others)] if self.weight_decay else [(0.0, slice(None))]
        for decay, part in parts:
            for block in blocks(*(vector[part] for vector in vectors)):
                yield decay, *block, *self._scratch[:, : len(block[0])]

    def state(self) -> dict[str, Any]:
        """Return copies of all that the next step depends on besides parameters and gradients."""
        return {"steps": self.steps} | {name: vector.copy() for name, vector in self.memory.items()}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue where `state` was taken."""
        self.steps = int(state["steps"])
        for name, vector in self.memory.items():
            vector[...] = state[name]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.parameters):,} parameters)"


class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ - η g (Robbins and Monro 1951).

    Without weight decay that is an addition to the parameters and nothing else. `backward` is linear: to have its
    result times -η, its input, ten numbers an image, is multiplied.
    """

    @property
    def target(self) -> Array:
        return self.gradients if self.weight_decay else self.parameters

    @property
    def keep(self) -> float:
        return 0.0 if self.weight_decay else 1.0

    def scale(self, learning_rate: float) -> float:
        return 1.0 if self.weight_decay else -learning_rate

    def _update(self, learning_rate: float) -> None:
        if self.weight_decay:
            for λ, θ, g, scratch, _ in self._blocks(self.parameters, self.gradients):
                g += np.multiply(θ, λ, out=scratch)
                g *= learning_rate
                θ -= g


class Momentum(Optimizer):
    """Keep rolling: v ← μ v + g, θ ← θ - η v (Polyak 1964, in the form of Sutskever et al. 2013 that PyTorch has).

    Parameters
    ----------
    momentum : float, [0, 1), default 0.9
        μ; it may be changed between steps.
    """

    memory_names: tuple[str, ...] = ("velocity",)

    def __init__(self, parameters: Array, gradients: Array, *, momentum: float = 0.9, **shared: Any) -> None:
        super().__init__(parameters, gradients, **shared)
        self.momentum = momentum

    @property
    def target(self) -> Array:
        return self.memory["velocity"]

    @property
    def keep(self) -> float:
        return self.momentum

    def _update(self, learning_rate: float) -> None:
        velocity = self.memory["velocity"]
        if self.weight_decay:
            weights = slice(self.weight_count)
            add_multiple(self.weight_decay, self.parameters[weights], velocity[weights])
        add_multiple(-learning_rate, velocity, self.parameters)


class Nesterov(Momentum):
    """Roll, then look ahead: v ← μ v + g, θ ← θ - η (g + μ v) (Nesterov 1983; Sutskever et al. 2013)."""

    target, keep = Optimizer.target, Optimizer.keep  # g is used a second time, so it needs a place of its own

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

    m ← β₁ m + (1 - β₁) g,  s ← β₂ s + (1 - β₂) g²,
    θ ← θ - η m̂ / (sqrt(ŝ) + ε),  m̂ = m / (1 - β₁ᵗ),  ŝ = s / (1 - β₂ᵗ)

    The memory holds M = m / (1 - β₁) and S = s / (1 - β₂), which saves two passes: M ← β₁ M + g, S ← β₂ S + g², and

    θ ← θ - α M / (sqrt(S) + ε c),  c = sqrt((1 - β₂ᵗ) / (1 - β₂)),  α = η c (1 - β₁) / (1 - β₁ᵗ).

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
