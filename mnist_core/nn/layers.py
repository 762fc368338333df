"""The steps between pixels and logits: each goes forward, and each goes back.

`forward` computes a layer's output; `backward` gets the gradient of the loss with respect to that output, hands over
the gradient with respect to the layer's parameters, and returns the one with respect to its input. Images are rows.
Every derivation uses the chain rule and nothing else; it stands in the docstring of the `backward` that it explains.
What goes back is the derivative of the last `forward`, in training and outside it.

Arrays that a layer returns live in its buffers and stay valid until its next call. Activations work in place.
"""

from typing import ClassVar

import numpy as np

from mnist_core.nn.arrays import Array, Buffer
from mnist_core.nn.blas import add_column_sums, add_product, affine
from mnist_core.nn.gradients import Gradients
from mnist_core.nn.initializers import Initializer


class Layer:
    """A step that has no parameters unless it says so.

    A layer never owns its parameters: the network cuts views from its flat vectors and binds them here.
    """

    name: str = ""
    decayed: ClassVar[frozenset[str]] = frozenset()
    """Names of the parameters that weight decay shrinks."""

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each learned array by name."""
        return {}

    def state_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each array that is kept but not learned by gradient."""
        return {}

    def bind(self, parameters: dict[str, Array], state: dict[str, Array]) -> None:
        """Adopt views into the network's flat vectors."""

    def initialize(self, initializer: Initializer, rng: np.random.Generator) -> None:
        """Fill the parameters with what learning starts from, weights as the initializer draws them."""

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the layer's output for a batch of rows."""
        raise NotImplementedError

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """Turn ∂L/∂output into ∂L/∂input, putting ∂L/∂parameters into `gradients` on the way."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Dense(Layer):
    """Every output is a weighted sum of every input plus a bias: y = x W + b."""

    decayed = frozenset({"weight"})

    def __init__(self, fan_in: int, fan_out: int, *, needs_input_gradient: bool = True) -> None:
        self.fan_in, self.fan_out = fan_in, fan_out
        self.needs_input_gradient = needs_input_gradient
        self._y, self._grad_x = Buffer(), Buffer()

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        return {"weight": (self.fan_in, self.fan_out), "bias": (self.fan_out,)}

    def bind(self, parameters: dict[str, Array], state: dict[str, Array]) -> None:
        self.weight, self.bias = parameters["weight"], parameters["bias"]

    def initialize(self, initializer: Initializer, rng: np.random.Generator) -> None:
        self.weight[...] = initializer(self.fan_in, self.fan_out, rng)

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return y = x W + b: (batch, fan_in) @ (fan_in, fan_out) + (fan_out,)."""
        self._x = x
        y = self._y.take((len(x), self.fan_out), x.dtype)
        return affine(x, self.weight, self.bias, out=y)  # x W + b

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """Send the gradient G = ∂L/∂y through y_ij = Σ_k x_ik W_kj + b_j.

        ∂L/∂W_kj = Σ_i x_ik G_ij      so  ∂L/∂W = xᵀ G
        ∂L/∂b_j  = Σ_i G_ij           so  ∂L/∂b = 1ᵀ G
        ∂L/∂x_ik = Σ_j G_ij W_kj      so  ∂L/∂x = G Wᵀ

        The last comes first, because the others may be added straight onto W and b. The first layer has nothing
        before it and skips it, returning G itself.
        """
        grad_x = grad
        if self.needs_input_gradient:
            grad_x = add_product(grad, self.weight.T, self._grad_x.like(self._x))
        gradients.add_product("weight", self._x.T, grad)
        gradients.add_column_sums("bias", grad)
        return grad_x

    def __repr__(self) -> str:
        return f"Dense({self.fan_in}, {self.fan_out})"


class Dropout(Layer):
    """Silence a random share of units at each training step, so that none can lean on another.

    y = x m / (1 - r) with m_ij = 1 with probability 1 - r, else 0: "inverted" dropout, which keeps the expected sum
    and leaves nothing to do outside training (Srivastava et al. 2014).

    Parameters
    ----------
    rate : float, [0, 1)
        The share r; it may be changed between steps. At 0 the layer costs nothing.
    """

    def __init__(self, rate: float = 0.0) -> None:
        self.rate = rate
        self.rng = np.random.default_rng(0)
        self._draws, self._kept, self._factor, self._y = Buffer(), Buffer(), Buffer(), Buffer()
        self._active = False

    def forward(self, x: Array, *, training: bool) -> Array:
        self._active = training and self.rate > 0
        if not self._active:
            return x
        draws = self._draws.take(x.shape, np.float32)
        self.rng.random(out=draws, dtype=np.float32)
        self._mask = self._factor.like(x)
        np.copyto(self._mask, np.greater_equal(draws, self.rate, out=self._kept.take(x.shape, bool)))
        self._mask *= 1 / (1 - self.rate)
        return np.multiply(x, self._mask, out=self._y.like(x))

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """∂y/∂x = m / (1 - r), the mask that went forward."""
        if self._active:
            grad *= self._mask
        return grad

    def __repr__(self) -> str:
        return f"Dropout({self.rate:g})"


class BatchNorm(Layer):
    """Give each unit mean 0 and variance 1 over the batch, then a learned gain and bias (Ioffe and Szegedy 2015).

    In training: x̂ = (x - μ) / sqrt(σ² + ε), y = γ x̂ + β, with μ and σ² the batch's own. Running averages of both,
    the variance with n - 1 in the denominator, take their place outside training. There nothing depends on the batch,
    and the layer is a fixed line for each unit.
    """

    epsilon = 1e-5
    momentum = 0.1
    """Weight of the newest batch in the running averages."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._normalised, self._product = Buffer(), Buffer()
        self._training = True

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        return {"gain": (self.size,), "bias": (self.size,)}

    def state_shapes(self) -> dict[str, tuple[int, ...]]:
        return {"mean": (self.size,), "variance": (self.size,)}

    def bind(self, parameters: dict[str, Array], state: dict[str, Array]) -> None:
        self.gain, self.bias = parameters["gain"], parameters["bias"]
        self.running_mean, self.running_variance = state["mean"], state["variance"]

    def initialize(self, initializer: Initializer, rng: np.random.Generator) -> None:
        self.gain[...] = 1
        self.running_variance[...] = 1

    def forward(self, x: Array, *, training: bool) -> Array:
        self._training = training
        if not training:
            deviation = np.sqrt(self.running_variance + self.epsilon)
            self._inverse_deviation = 1 / deviation
            self._centred = np.subtract(x, self.running_mean, out=x)
            y: Array = np.multiply(x, self.gain / deviation, out=self._normalised.like(x))
            y += self.bias
            return y
        n = len(x)
        mean = add_column_sums(x, np.empty_like(self.gain)) / n
        x -= mean
        variance = add_column_sums(np.multiply(x, x, out=self._product.like(x)), np.empty_like(self.gain)) / n
        self._inverse_deviation = 1 / np.sqrt(variance + self.epsilon)
        self._x_hat = np.multiply(x, self._inverse_deviation, out=self._normalised.like(x))
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_variance += self.momentum * (variance * (n / max(n - 1, 1)) - self.running_variance)
        y = np.multiply(self._x_hat, self.gain, out=x)
        y += self.bias
        return y

    def backward(self, grad: Array, gradients: Gradients) -> Array:
        """Send G = ∂L/∂y through y = γ x̂ + β and x̂ = (x - μ) / s, s = sqrt(σ² + ε), column by column.

        ∂L/∂γ = Σ_i G_i x̂_i,  ∂L/∂β = Σ_i G_i. The input acts directly, through the mean and through the variance:

            ∂x̂_i/∂x_k = (δ_ik - 1/n - x̂_i x̂_k / n) / s

        so, summed over i with weights γ G_i,

            ∂L/∂x_k = γ/s (G_k - ∂L/∂β / n - x̂_k ∂L/∂γ / n).

        Outside training μ and s are constants and only the direct path is left: ∂L/∂x_k = γ/s G_k.
        """
        n = len(grad)
        product = self._product.like(grad)
        if self._training:
            np.multiply(grad, self._x_hat, out=product)
        else:
            np.multiply(self._centred, self._inverse_deviation, out=product)
            product *= grad
        grad_gain = add_column_sums(product, np.empty_like(self.gain))
        grad_bias = add_column_sums(grad, np.empty_like(self.bias))
        if self._training:
            grad -= grad_bias / n
            grad -= np.multiply(self._x_hat, grad_gain / n, out=product)
        grad *= self.gain * self._inverse_deviation
        gradients.add("gain", grad_gain)
        gradients.add("bias", grad_bias)
        return grad

    def __repr__(self) -> str:
        return f"BatchNorm({self.size})"
