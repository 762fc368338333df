"""The bend between two weighted sums, without which any number of layers would be worth one.

Each is applied to every unit on its own and works in place. Simplest first: the one that is used unless a person
chooses another.
"""

import numpy as np

from mnist_core.nn.arrays import Array, Buffer
from mnist_core.nn.gradients import Gradients
from mnist_core.nn.layers import Layer


class ReLU(Layer):
    """Pass what is positive, silence the rest: y = max(x, 0)."""

    def __init__(self) -> None:
        self._active, self._derivative = Buffer(), Buffer()

    def forward(self, x: Array, *, training: bool) -> Array:
        self._y = np.maximum(x, 0, out=x)
        return self._y

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """∂y/∂x is 1 where x > 0, which is where y > 0, and 0 elsewhere."""
        derivative = self._derivative.like(grad)
        np.copyto(derivative, self.active_units())  # multiplying by booleans would convert them through a buffer
        grad *= derivative
        return grad

    def active_units(self) -> Array:
        """Return which units let each image of the last batch through: bool, shape (batch, units)."""
        return np.greater(self._y, 0, out=self._active.take(self._y.shape, bool))


class LeakyReLU(ReLU):
    """Let a little of the negative through, so that no unit dies: y = max(x, s x) (Maas, Hannun and Ng 2013)."""

    slope = 0.01

    def forward(self, x: Array, *, training: bool) -> Array:
        self._y = np.maximum(x, np.multiply(x, self.slope, out=self._derivative.like(x)), out=x)
        return self._y

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """∂y/∂x is 1 where y > 0 and s elsewhere."""
        derivative = self._derivative.like(grad)
        np.copyto(derivative, self.active_units())
        grad *= np.maximum(derivative, self.slope, out=derivative)
        return grad


class Sigmoid(Layer):
    """Squash to (0, 1): y = 1 / (1 + exp(-x)), computed as (1 + tanh(x / 2)) / 2, which cannot overflow."""

    def __init__(self) -> None:
        self._derivative = Buffer()

    def forward(self, x: Array, *, training: bool) -> Array:
        x *= 0.5
        y = np.tanh(x, out=x)
        y += 1
        y *= 0.5
        self._y = y
        return y

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """∂y/∂x = exp(-x) / (1 + exp(-x))² = y (1 - y)."""
        derivative = np.subtract(1, self._y, out=self._derivative.like(grad))
        derivative *= self._y
        grad *= derivative
        return grad


class Tanh(Layer):
    """Squash to (-1, 1), zero staying zero: y = tanh(x)."""

    def __init__(self) -> None:
        self._derivative = Buffer()

    def forward(self, x: Array, *, training: bool) -> Array:
        self._y = np.tanh(x, out=x)
        return self._y

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """∂y/∂x = 1 - y²."""
        derivative = np.multiply(self._y, self._y, out=self._derivative.like(grad))
        grad *= np.subtract(1, derivative, out=derivative)
        return grad


ACTIVATIONS: dict[str, type[Layer]] = {"relu": ReLU, "leaky_relu": LeakyReLU, "sigmoid": Sigmoid, "tanh": Tanh}
