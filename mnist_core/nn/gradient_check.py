"""Proof that a derivation is right: compare `backward` with what moving each number a little really does.

For a function L of one number, (L(x + h) - L(x - h)) / 2h differs from its derivative by a term in h², so that in
float64 a right `backward` agrees to six digits or more, and a wrong one does not.
"""

from collections.abc import Callable

import numpy as np

from mnist_core.nn.arrays import Array
from mnist_core.nn.gradients import Gradients
from mnist_core.nn.layers import Layer


def centred_difference(
    function: Callable[[], float], x: Array, index: tuple[int, ...], step: float
) -> tuple[float, float]:
    """Return f with the number x[index] a step above and a step below where it is, and put it back.

    Parameters
    ----------
    function : callable
        Computes f from the present content of `x`.
    x : array
    index : tuple of int
    step : float, > 0
        Rounded as the array's type rounds it when it is added.
    """
    value = x[index]
    x[index] = value + step
    above = function()
    x[index] = value - step
    below = function()
    x[index] = value
    return above, below


def numerical_gradient(function: Callable[[], float], x: Array, *, step: float = 1e-5) -> Array:
    """Return ∂f/∂x by centred differences of each number of x in turn.

    Parameters
    ----------
    function : callable
        Computes f from the present content of `x`.
    x : array of float64
    step : float, default 1e-5
    """
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        above, below = centred_difference(function, x, index, step)
        gradient[index] = (above - below) / (2 * step)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """Return |a - b| / max(|a|, |b|) over whole arrays; 0 where both vanish."""
    scale = max(np.linalg.norm(a), np.linalg.norm(b))
    return float(np.linalg.norm(a - b) / scale) if scale > 1e-12 else 0.0


def layer_gradient_errors(
    layer: Layer, x: Array, *, training: bool = True, rng: np.random.Generator
) -> dict[str, float]:
    """Return the relative error of a layer's gradients, for its input ("x") and each of its parameters.

    The layer is bound to random parameters, and L = Σ U ⊙ forward(x) with a random U, the gradient from above. An U of
    ones would not do: some wrong gradients vanish under it.

    Parameters
    ----------
    layer : Layer
        One that gives the same output for the same input.
    x : array of float64, shape (batch, inputs)
    training : bool, default True
        How the layer goes forward; what it keeps for outside training, such as a mean and a variance, is random too.
    rng : numpy.random.Generator
    """
    parameters = {name: rng.normal(size=shape) for name, shape in layer.parameter_shapes().items()}
    gradients = {name: np.empty(shape) for name, shape in layer.parameter_shapes().items()}
    layer.bind(parameters, {name: rng.uniform(0.5, 2, shape) for name, shape in layer.state_shapes().items()})
    upstream = rng.normal(size=layer.forward(x.copy(), training=training).shape)

    def loss() -> float:
        return float(np.sum(upstream * layer.forward(x.copy(), training=training)))

    loss()
    grad_x = layer.backward(upstream.copy(), Gradients(gradients)).copy()
    found = {"x": grad_x} | {name: gradient.copy() for name, gradient in gradients.items()}
    moved = {"x": x} | parameters
    return {name: relative_error(found[name], numerical_gradient(loss, moved[name])) for name in moved}
