"""A network: layers in a row over one vector of parameters.

All parameters lie in one flat vector and all gradients in a second; layers hold views into the first. The weights,
which weight decay shrinks, come first; biases and gains, which it leaves alone, follow.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.architecture import build_layers, checked_choice, checked_names, checked_sizes
from mnist_core.nn.arrays import Array, aligned_zeros
from mnist_core.nn.gradients import Destination, Gradients
from mnist_core.nn.initializers import INITIALIZERS
from mnist_core.nn.layers import Dropout
from mnist_core.nn.layout import parameter_layout, state_layout
from mnist_core.nn.losses import softmax
from mnist_core.nn.pixels import Pixels

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
    class_names : sequence of str, optional, what the outputs stand for; by default their numbers

    Attributes
    ----------
    parameters, gradients : array of shape (parameter_count,)
        The learned numbers, and ∂L/∂ each of them after a `backward` that was given no other place for it.
    weight_count : int
        The first `weight_count` parameters are weights of dense layers; the rest are biases and gains.
    state : array
        Numbers that are kept but not learned by gradient: BatchNorm's running means and variances.
    layers : tuple of Layer
    temperature : float, > 0
        What `predict_proba` divides the logits by; 1 until it is fitted. Losses and gradients know nothing of it.

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
        class_names: Sequence[str] | None = None,
    ) -> None:
        self.layer_sizes = checked_sizes(layer_sizes)
        self.class_names = checked_names(class_names, self.layer_sizes[-1])
        self.activation = checked_choice("activation", activation, ACTIVATIONS)
        checked_choice("initializer", initializer, INITIALIZERS)
        self.batch_norm = batch_norm
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ConfigurationError(f"dtype must be float32 or float64, got {self.dtype}")
        self._lock = threading.Lock()
        self._pixels = Pixels(self.layer_sizes[0], self.dtype)
        self.layers = build_layers(self.layer_sizes, activation=activation, batch_norm=batch_norm)
        self._bind_layers()
        for layer in self.layers:
            layer.initialize(INITIALIZERS[initializer], rng)
        self.dropout, self.dropout_rng, self.temperature = dropout, rng, 1.0

    def _bind_layers(self) -> None:
        """Create the flat vectors and give each layer its views."""
        self._layout, self._state_layout = parameter_layout(self.layers), state_layout(self.layers)
        self.weight_count = self._layout.first_size
        self.parameters, self.gradients = (aligned_zeros(self._layout.size, self.dtype) for _ in range(2))
        self.state = aligned_zeros(self._state_layout.size, self.dtype)
        self._last_places: tuple[Array, float, list[Gradients]] | None = None
        parameters, state = self._layout.by_layer(self.parameters), self._state_layout.by_layer(self.state)
        for layer in self.layers:
            layer.bind(parameters[layer.name], state[layer.name])

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
        return self._layout.views(self.parameters)

    def named_gradients(self) -> dict[str, Array]:
        """Return a view of each parameter's gradient, under the parameter's name."""
        return self._layout.views(self.gradients)

    def named_state(self) -> dict[str, Array]:
        """Return a view of each array that is kept but not learned by gradient."""
        return self._state_layout.views(self.state)

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

    def backward(self, grad_logits: Array, destination: Destination | None = None) -> None:
        """Send ∂L/∂logits of the last `forward` back: vector ← keep · vector + scale · ∂L/∂parameters.

        Parameters
        ----------
        grad_logits : array of shape (batch, classes)
        destination : Destination, default Destination(gradients)
            The vector and both factors. The vector may be `parameters` themselves.
        """
        destination = destination or Destination(self.gradients)
        grad = destination.scale * grad_logits
        for layer, gradients in zip(reversed(self.layers), reversed(self.places(destination)), strict=True):
            grad = layer.backward(grad, gradients)

    def places(self, destination: Destination) -> list[Gradients]:
        """Return for each layer where in the destination its gradients go; the last ones are kept for the next step."""
        vector, keep, _ = destination
        if self._last_places is None or self._last_places[0] is not vector or self._last_places[1] != keep:
            views = self._layout.by_layer(vector)
            self._last_places = vector, keep, [Gradients(views[layer.name], keep) for layer in self.layers]
        return self._last_places[2]

    def predict_logits(self, images: NDArray[Any]) -> Array:
        """Return the logits of images, shape (n, classes); see `predict_proba`."""
        images = self._pixels.checked(images)
        logits = np.empty((len(images), self.layer_sizes[-1]), self.dtype)
        with self._lock:
            for start in range(0, len(images), _PREDICTION_ROWS):
                rows = slice(start, start + _PREDICTION_ROWS)
                logits[rows] = self.forward(self._pixels.scaled(images[rows]), training=False)
        return logits

    def predict_proba(self, images: NDArray[Any]) -> Array:
        """Return softmax(logits / temperature), of each class; safe to call from several threads.

        Parameters
        ----------
        images : array of shape (n, inputs) or (inputs,)
            uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
        """
        return softmax(self.predict_logits(images) / np.array(self.temperature, self.dtype))

    def predict(self, images: NDArray[Any]) -> NDArray[np.intp]:
        """Return the most probable class of each image, shape (n,): the digit, or its place in `class_names`."""
        return np.asarray(self.predict_logits(images).argmax(axis=1), np.intp)

    def hidden_activations(self, images: NDArray[Any]) -> list[Array]:
        """Return what each hidden layer puts out after its activation: arrays of shape (n, units)."""
        outputs = []
        with self._lock:
            x = self._pixels.scaled(self._pixels.checked(images))
            for layer in self.layers:
                x = layer.forward(x, training=False)
                if isinstance(layer, Dropout):
                    outputs.append(x.copy())
        return outputs

    def as_input(self, images: NDArray[Any]) -> Array:
        """Return images, as `predict_proba` takes them, as what `forward` takes: rows of scaled pixels."""
        return self._pixels.scaled(self._pixels.checked(images)).copy()

    def describe(self) -> dict[str, Any]:
        """Return the architecture as a JSON-able mapping; `from_description` builds it again."""
        kind = {"activation": self.activation, "batch_norm": self.batch_norm, "dtype": self.dtype.name}
        named = self.class_names != checked_names(None, len(self.class_names))
        return (
            {"layer_sizes": list(self.layer_sizes)} | kind | ({"class_names": list(self.class_names)} if named else {})
        )

    @classmethod
    def from_description(cls, description: Mapping[str, Any]) -> Self:
        """Build a network of this architecture, its weights zero, to be filled with saved ones."""
        return cls(**description, initializer="zeros", rng=np.random.default_rng(0))

    def copy(self) -> Self:
        """Return an independent network with the same parameters and state."""
        twin = self.from_description(self.describe())
        twin.dropout, twin.temperature = self.dropout, self.temperature
        twin.set_values(self)
        return twin

    def set_values(self, other: "NeuralNetwork") -> None:
        """Take over the parameters and state of a network of the same architecture."""
        self.parameters[...] = other.parameters
        self.state[...] = other.state

    def __repr__(self) -> str:
        sizes, kind = "-".join(map(str, self.layer_sizes)), self.activation + ", batch norm" * self.batch_norm
        return f"NeuralNetwork({sizes}, {kind}, {self.parameters.size:,} parameters, {self.dtype})"
