"""Where gradients go.

Going back, each layer finds ∂L/∂θ for its parameters and hands it over here. An optimizer may want it by itself, or
added to something that it would add it to anyway: plain descent to the parameters, momentum to the velocity. BLAS adds
a product to what is there as fast as it stores one, so such a gradient needs no vector of its own and no pass over it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from mnist_core.nn.arrays import Array
from mnist_core.nn.blas import add_column_sums, add_product


class Destination(NamedTuple):
    """What a step of `backward` does to a flat vector: vector ← keep · vector + scale · ∂L/∂θ.

    Attributes
    ----------
    vector : array of shape (parameter_count,)
        It may be the parameters themselves: each layer has used its own before it adds to them.
    keep : float, default 0
        Factor of what is there; 0 overwrites it.
    scale : float, default 1
        Factor of the gradient. `backward` is linear, so what it starts from is multiplied: ten numbers an image.
    """

    vector: Array
    keep: float = 0.0
    scale: float = 1.0

    def receive(self, gradients: Array) -> None:
        """Do the same with a gradient that lies in a vector already, for whoever had to look at it first."""
        if self.vector is not gradients:
            gradients *= self.scale
            vector = self.vector
            vector *= self.keep
            vector += gradients


class Gradients:
    """The places for the gradients of one layer's parameters.

    Parameters
    ----------
    places : mapping of str to array
        For each parameter of the layer an array of its shape, such as a view into a `Destination`'s vector.
    keep : float, default 0
        A place becomes `keep` times what was there, plus the gradient.
    """

    def __init__(self, places: Mapping[str, Array], keep: float = 0.0) -> None:
        self.places, self.keep = places, keep

    def add_product(self, name: str, a: Array, b: Array) -> None:
        """Take the gradient a b of this parameter, of shapes (n, k) and (k, m)."""
        add_product(a, b, self.places[name], keep=self.keep)

    def add_column_sums(self, name: str, x: Array) -> None:
        """Take the gradient 1ᵀ x of this parameter, x of shape (n, m)."""
        add_column_sums(x, self.places[name], keep=self.keep)

    def add(self, name: str, gradient: Array) -> None:
        """Take the gradient of this parameter."""
        place = self.places[name]
        place[...] = gradient + self.keep * place if self.keep else gradient
