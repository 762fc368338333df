"""What all optimizers have in common: two flat vectors, what they remember, and a step.

All work in place on the vectors of the parameters θ and of the gradient g, which a step uses up. η is the learning
rate. Where a rule needs several passes it takes them over blocks that stay in the processor's cache.
"""

from collections.abc import Iterator
from typing import Any

from mnist_core.nn.arrays import BLOCK, Array, aligned_zeros, blocks
from mnist_core.nn.gradients import Destination

_ROUNDING_STEPS = 64
_ROUNDING = 1e-22
"""Every so many steps, what an optimizer remembers is rounded to multiples of about this number times 1e-7 (float32).

A memory that fades by a tenth at each step, as for a pixel at the border that is seldom inked, otherwise lingers among
the denormal numbers below 1e-38, with which processors are a hundred times slower. Larger numbers stay as they are.
"""


class Optimizer:
    """Moves parameters against their gradient; subclasses say how far.

    A step has two parts: `backward` or `Destination.receive` puts the gradient where `destination` says; then `step`.

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

    def destination(self, learning_rate: float) -> Destination:
        """Return where the next gradient goes: by default to `gradients`, where it lies alone."""
        return Destination(self.gradients)

    def step(self, learning_rate: float) -> None:
        """Update the parameters once, after the gradient has gone to its destination."""
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
