"""A network: layers in a row over one vector of parameters.

All parameters lie in one flat vector and all gradients in a second; layers hold views into both. So an optimizer is
arithmetic on two vectors, a checkpoint is one array and a copy is one copy. The weights, which weight decay shrinks,
come first; biases and gains, which it leaves alone, follow.
"""

import math
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.arrays import Array, Buffer, aligned_zeros
from mnist_core.nn.initializers import INITIALIZERS, initialize
from mnist_core.nn.layers import BatchNorm, Dense, Dropout, Layer
from mnist_core.nn.losses import softmax

_PREDICTION_ROWS = 1000
"""Images that pass through at a time in prediction; it bounds the memory of the buffers."""


class NeuralNetwork:
    """A stack of dense layers with an activation after each but the last, whose outputs are logits.

    Parameters
    ----------
    layer_sizes : sequence of int
        Units of every layer from inputs to classes, such as (784, 256, 128, 10).
    activation : {"relu", "leaky_relu", "sigmoid", "tanh"}, default "relu"
    initializer : {"glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal", "zeros"}
        How the weights start; biases start at zero.
    batch_norm : bool, default False
        Normalise each hidden layer before its activation.
    dropout : float, [0, 1), default 0
        Share of hidden units silenced at each training step.
    dtype : float32 or float64, default float32
    rng : numpy.random.Generator
        Draws the first weights, and the units that dropout silences.

    Attributes
    ----------
    parameters, gradients : array of shape (parameter_count,)
        The learned numbers, and ∂L/∂ each of them after a `backward` that was given no other place for it.
    weight_count : int
        The first `weight_count` parameters are weights of dense layers; the rest are biases and gains.
    state : array
        Numbers that are kept but not learned by gradient: BatchNorm's running means and variances.
    layers : tuple of Layer

    Raises
    ------
    ConfigurationError
        If a size is not positive or a name is unknown.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        *,
        activation: str = "relu",
        initializer: str = "glorot_uniform",
        batch_norm: bool = False,
        dropout: float = 0.0,
        dtype: DTypeLike = np.float32,
        rng: np.random.Generator,
    ) -> None:
        self.layer_sizes = _checked_sizes(layer_sizes)
        self.activation = _checked_choice("activation", activation, ACTIVATIONS)
        _checked_choice("initializer", initializer, INITIALIZERS)
        self.batch_norm = batch_norm
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ConfigurationError(f"dtype must be float32 or float64, got {self.dtype}")
        self._lock = threading.Lock()
        self._scaled_images = Buffer()

        self.layers = self._build_layers()
        self._allocate()
        for layer in self.layers:
            if isinstance(layer, Dense):
                layer.weight[...] = initialize(initializer, layer.fan_in, layer.fan_out, dtype=self.dtype, rng=rng)
            if isinstance(layer, BatchNorm):
                layer.gain[...] = 1
                layer.running_variance[...] = 1
        self.dropout = dropout
        self.dropout_rng = rng

    def _build_layers(self) -> tuple[Layer, ...]:
        """Return the layers in order, each with its name."""
        layers: list[Layer] = []
        last = len(self.layer_sizes) - 1
        for number, (fan_in, fan_out) in enumerate(zip(self.layer_sizes, self.layer_sizes[1:], strict=False), start=1):
            layers.append(Dense(fan_in, fan_out, needs_input_gradient=number > 1))
            if number < last:
                layers += [BatchNorm(fan_out)] if self.batch_norm else []
                layers += [ACTIVATIONS[self.activation](), Dropout()]
            for layer in layers:
                layer.name = layer.name or f"{_SNAKE_NAMES.get(type(layer), self.activation)}{number}"
        return tuple(layers)

    def _allocate(self) -> None:
        """Create the flat vectors, weights first, and bind each layer to its views."""
        shapes = {
            f"{layer.name}.{key}": shape for layer in self.layers for key, shape in layer.parameter_shapes().items()
        }
        weights = {f"{layer.name}.{key}" for layer in self.layers for key in layer.decayed}
        self.weight_count = sum(math.prod(shapes[name]) for name in weights)
        in_flat_order = sorted(shapes, key=lambda name: name not in weights)  # stable: layer order within each part
        self._flat_shapes = {name: shapes[name] for name in in_flat_order}
        size = sum(math.prod(shape) for shape in shapes.values())
        self.parameters, self.gradients = aligned_zeros(size, self.dtype), aligned_zeros(size, self.dtype)
        parameters = _cut(self.parameters, self._flat_shapes)
        self._parameter_views = {name: parameters[name] for name in shapes}
        self._gradient_views = _cut(self.gradients, self._flat_shapes)

        state_shapes = {
            f"{layer.name}.{key}": shape for layer in self.layers for key, shape in layer.state_shapes().items()
        }
        self.state = aligned_zeros(sum(math.prod(shape) for shape in state_shapes.values()), self.dtype)
        self._state_views = _cut(self.state, state_shapes)
        self._send_gradients(self.gradients, 0.0)

    def _send_gradients(self, vector: Array, keep: float) -> None:
        """Bind the layers to their views, those of the gradients into this vector, of which they keep a share."""
        gradients = self._gradient_views if vector is self.gradients else _cut(vector, self._flat_shapes)
        for layer in self.layers:
            layer.keep = keep
            layer.bind(
                {key: self._parameter_views[f"{layer.name}.{key}"] for key in layer.parameter_shapes()},
                {key: gradients[f"{layer.name}.{key}"] for key in layer.parameter_shapes()},
                {key: self._state_views[f"{layer.name}.{key}"] for key in layer.state_shapes()},
            )
        self._gradients_go = vector, keep

    @property
    def dropout(self) -> float:
        """Share of hidden units silenced at each training step; it may be changed between steps."""
        return self._dropout

    @dropout.setter
    def dropout(self, rate: float) -> None:
        if not 0 <= rate < 1:
            raise ConfigurationError(f"dropout must be a number in [0, 1), got {rate!r}")
        self._dropout = float(rate)
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.rate = self._dropout

    @property
    def dropout_rng(self) -> np.random.Generator:
        """The generator that chooses the units to silence."""
        return self._dropout_rng

    @dropout_rng.setter
    def dropout_rng(self, rng: np.random.Generator) -> None:
        self._dropout_rng = rng
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.rng = rng

    def named_parameters(self) -> dict[str, Array]:
        """Return a view of each learned array, such as "dense1.weight" of shape (inputs, outputs)."""
        return dict(self._parameter_views)

    def named_gradients(self) -> dict[str, Array]:
        """Return a view of each parameter's gradient, under the parameter's name."""
        return dict(self._gradient_views)

    def named_state(self) -> dict[str, Array]:
        """Return a view of each array that is kept but not learned by gradient."""
        return dict(self._state_views)

    def forward(self, x: Array, *, training: bool) -> Array:
        """Return the logits of a batch.

        Parameters
        ----------
        x : array of shape (batch, inputs), of the network's dtype
            Pixels scaled to [0, 1]; it must stay unchanged until `backward`.
        training : bool
            Whether dropout silences units and BatchNorm uses the batch's own statistics.

        Returns
        -------
        logits : array of shape (batch, classes)
            Valid until the next call.
        """
        for layer in self.layers:
            x = layer.forward(x, training=training)
        return x

    def backward(self, grad_logits: Array, *, onto: Array | None = None, keep: float = 0.0) -> None:
        """Set onto ← keep · onto + ∂L/∂parameters, given ∂L/∂logits of the last `forward`.

        Parameters
        ----------
        grad_logits : array of shape (batch, classes)
        onto : array of shape (parameter_count,), default `gradients`
            It may be `parameters` themselves: each layer has used its own before it adds to them.
        keep : float, default 0
        """
        onto = self.gradients if onto is None else onto
        if self._gradients_go[0] is not onto or self._gradients_go[1] != keep:
            self._send_gradients(onto, keep)
        grad = grad_logits
        for layer in reversed(self.layers):
            grad = layer.backward(grad)

    def predict_logits(self, images: NDArray[Any]) -> Array:
        """Return the logits of images, shape (n, classes); see `predict_proba`."""
        images = self._checked_images(images)
        logits = np.empty((len(images), self.layer_sizes[-1]), self.dtype)
        with self._lock:
            for start in range(0, len(images), _PREDICTION_ROWS):
                rows = slice(start, start + _PREDICTION_ROWS)
                logits[rows] = self.forward(self._scaled(images[rows]), training=False)
        return logits

    def predict_proba(self, images: NDArray[Any]) -> Array:
        """Return the probability of each digit; safe to call from several threads.

        Parameters
        ----------
        images : array of shape (n, 784) or (784,)
            uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.

        Returns
        -------
        array of shape (n, 10)
            Rows sum to 1.
        """
        return softmax(self.predict_logits(images))

    def predict(self, images: NDArray[Any]) -> NDArray[np.intp]:
        """Return the most probable digit of each image, shape (n,)."""
        digits: NDArray[np.intp] = self.predict_logits(images).argmax(axis=1)
        return digits

    def hidden_activations(self, images: NDArray[Any]) -> list[Array]:
        """Return what each hidden layer puts out after its activation: arrays of shape (n, units)."""
        outputs = []
        with self._lock:
            x = self._scaled(self._checked_images(images))
            for layer in self.layers:
                x = layer.forward(x, training=False)
                if isinstance(layer, Dropout):
                    outputs.append(x.copy())
        return outputs

    def as_input(self, images: NDArray[Any]) -> Array:
        """Return images, as `predict_proba` takes them, as what `forward` takes: rows of scaled pixels."""
        return self._scaled(self._checked_images(images)).copy()

    def _checked_images(self, images: NDArray[Any]) -> NDArray[Any]:
        """Return images as rows, or raise."""
        images = np.atleast_2d(images)
        if images.ndim != 2 or images.shape[1] != self.layer_sizes[0]:
            raise ConfigurationError(f"images must have shape (n, {self.layer_sizes[0]}), got {images.shape}")
        if images.dtype != np.uint8 and not np.issubdtype(images.dtype, np.floating):
            raise ConfigurationError(f"images must be uint8 or floating-point, got {images.dtype}")
        return images

    def _scaled(self, images: NDArray[Any]) -> Array:
        """Return the images in the network's dtype, bytes scaled to [0, 1]."""
        x = self._scaled_images.take(images.shape, self.dtype)
        np.copyto(x, images, casting="same_kind")
        if images.dtype == np.uint8:
            x *= 1 / 255
        return x

    def describe(self) -> dict[str, Any]:
        """Return the architecture as a JSON-able mapping; `from_description` builds it again."""
        return {
            "layer_sizes": list(self.layer_sizes),
            "activation": self.activation,
            "batch_norm": self.batch_norm,
            "dtype": self.dtype.name,
        }

    @classmethod
    def from_description(cls, description: Mapping[str, Any]) -> Self:
        """Build a network of this architecture, its weights zero, to be filled with saved ones."""
        return cls(**description, initializer="zeros", rng=np.random.default_rng(0))

    def copy(self) -> Self:
        """Return an independent network with the same parameters and state."""
        twin = self.from_description(self.describe())
        twin.dropout = self.dropout
        twin.set_values(self)
        return twin

    def set_values(self, other: "NeuralNetwork") -> None:
        """Take over the parameters and state of a network of the same architecture."""
        self.parameters[...] = other.parameters
        self.state[...] = other.state

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.layer_sizes))
        parts = [self.activation, "batch norm" if self.batch_norm else "", f"{self.parameters.size:,} parameters"]
        return f"NeuralNetwork({sizes}, {', '.join(filter(None, parts))}, {self.dtype})"


_SNAKE_NAMES: dict[type[Layer], str] = {Dense: "dense", BatchNorm: "batch_norm", Dropout: "dropout"}


def _cut(flat: Array, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    """Return views of these shapes, one after the other, into a vector."""
    views, start = {}, 0
    for name, shape in shapes.items():
        stop = start + math.prod(shape)
        views[name] = flat[start:stop].reshape(shape)
        start = stop
    return views


def _checked_sizes(layer_sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes as a tuple, or raise."""
    sizes = tuple(layer_sizes)
    if len(sizes) < 2 or any(isinstance(size, bool) or not isinstance(size, int) or size < 1 for size in sizes):
        raise ConfigurationError(f"layer_sizes must be at least two positive whole numbers, got {layer_sizes!r}")
    return sizes


def _checked_choice(name: str, value: str, choices: Mapping[str, object]) -> str:
    """Return the value, or raise if it is not one of the choices."""
    if value not in choices:
        raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value
