"""One image on its way through a network and back, with every number that it meets.

Training keeps only what the next line of code needs and overwrites the rest. Here each intermediate value is kept, as
the very layers that train put it out: the weighted sums, what the activations make of them, and the gradient of the
loss with respect to each. Nothing is computed a second time in another way.

The image is read as in prediction: dropout silences nothing, and BatchNorm uses its running averages, so that it is a
fixed line for each unit and the gradients are the derivatives of just that.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS
from mnist_core.errors import ConfigurationError, DivergenceError
from mnist_core.nn.arrays import Array
from mnist_core.nn.gradients import Destination
from mnist_core.nn.layers import BatchNorm, Dense, Layer
from mnist_core.nn.losses import SoftmaxCrossEntropy, softmax
from mnist_core.nn.network import NeuralNetwork


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """A dense layer and what follows it up to the next one: x → z = x W + b → BatchNorm, if any → activation.

    Attributes
    ----------
    name : str
        The dense layer's, such as "dense1".
    activation : str
        Name of the activation; "" for the last layer, whose outputs are the logits.
    weight : array of shape (in, out)
    bias : array of shape (out,)
    inputs : array of shape (in,)
    z : array of shape (out,)
        x W + b.
    normalised : array of shape (out,) or None
        z after BatchNorm, where the network has it.
    outputs : array of shape (out,)
        After the activation.
    grad_inputs, grad_weight, grad_bias, grad_z, grad_normalised, grad_outputs : array or None
        ∂L/∂ each of these, of its shape; None without a label.
    """

    name: str
    activation: str
    weight: Array = field(repr=False)
    bias: Array = field(repr=False)
    inputs: Array = field(repr=False)
    z: Array = field(repr=False)
    normalised: Array | None = field(repr=False)
    outputs: Array = field(repr=False)
    grad_inputs: Array | None = field(default=None, repr=False)
    grad_weight: Array | None = field(default=None, repr=False)
    grad_bias: Array | None = field(default=None, repr=False)
    grad_z: Array | None = field(default=None, repr=False)
    grad_normalised: Array | None = field(default=None, repr=False)
    grad_outputs: Array | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Trace:
    """What one image did in a network.

    Attributes
    ----------
    pixels : array of shape (pixels,), such as 784
        Scaled to [0, 1].
    layers : tuple of LayerTrace
        From the pixels to the logits.
    logits, probabilities : array of shape (classes,)
    label : int or None
        The true digit; without one there is no loss and nothing goes back.
    targets : array of shape (classes,) or None
        What the probabilities should have been: one-hot, softened by label smoothing.
    loss : float or None
        Cross-entropy, nats.
    class_names : tuple of str
        What the logits stand for.
    """

    pixels: Array = field(repr=False)
    layers: tuple[LayerTrace, ...]
    logits: Array = field(repr=False)
    probabilities: Array = field(repr=False)
    label: int | None = None
    targets: Array | None = field(default=None, repr=False)
    loss: float | None = None
    class_names: tuple[str, ...] = DIGITS

    def layer(self, number: int) -> LayerTrace:
        """Return a layer by its number from 0, or raise a ConfigurationError."""
        if number not in range(len(self.layers)):
            raise ConfigurationError(f"layer must be a whole number from 0 to {len(self.layers) - 1}, got {number!r}")
        return self.layers[number]


def trace_image(
    network: NeuralNetwork, image: NDArray[Any], label: int | None = None, *, label_smoothing: float = 0.0
) -> Trace:
    """Send one image forward, and with a label its gradient back, keeping all intermediate values.

    Parameters
    ----------
    network : NeuralNetwork
        It is copied first and never changes; the trace's arrays belong to the copy.
    image : array of shape (784,)
        uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
    label : int, 0 to 9, optional
    label_smoothing : float, [0, 1), default 0
        As the network was trained.

    Raises
    ------
    ConfigurationError
        If the image or the label does not fit the network.
    DivergenceError
        If the network's numbers overflow on this image.
    """
    twin = network.copy()
    first = twin.layers[0]
    if isinstance(first, Dense):
        first.needs_input_gradient = True  # training has no use for the gradient of the pixels
    pixels = twin.as_input(image)
    if len(pixels) != 1:
        raise ConfigurationError(f"image must be one image of shape ({twin.layer_sizes[0]},), got {image.shape}")
    classes = twin.layer_sizes[-1]
    if label is not None and label not in range(classes):
        raise ConfigurationError(f"label must be a whole number from 0 to {classes - 1}, got {label!r}")

    with np.errstate(over="ignore", invalid="ignore"):
        outputs = _forward(twin, pixels)
    logits = outputs[twin.layers[-1]]
    if not np.isfinite(logits).all():
        raise DivergenceError("the network's numbers overflow on this image, so there is nothing to follow")
    row = pixels[0]
    trace = Trace(
        row, _forward_traces(twin, row, outputs), logits, softmax(logits[None])[0], class_names=twin.class_names
    )
    if label is None:
        return trace

    criterion = SoftmaxCrossEntropy(label_smoothing, classes=classes)
    loss, grad_logits = criterion(logits[None], np.array([label], np.uint8))
    gradients = _backward(twin, grad_logits)
    layers = _with_gradients(twin, trace.layers, gradients, grad_logits[0].copy())
    return replace(trace, layers=layers, label=int(label), targets=criterion.target_rows[label], loss=loss)


def _forward(network: NeuralNetwork, pixels: Array) -> dict[Layer, Array]:
    """Return what each layer puts out for one row of pixels."""
    outputs, x = {}, pixels
    for layer in network.layers:
        x = layer.forward(x, training=False)
        outputs[layer] = x[0].copy()
    return outputs


def _backward(network: NeuralNetwork, grad_logits: Array) -> dict[Layer, Array]:
    """Send ∂L/∂logits back and return ∂L/∂input of each layer."""
    gradients, grad = {}, grad_logits.copy()
    places = network.places(Destination(network.gradients))
    for layer, place in zip(reversed(network.layers), reversed(places), strict=True):
        grad = layer.backward(grad, place)
        gradients[layer] = grad[0].copy()
    return gradients


def _blocks(network: NeuralNetwork) -> list[list[Layer]]:
    """Cut the network before each dense layer."""
    blocks: list[list[Layer]] = []
    for layer in network.layers:
        if isinstance(layer, Dense):
            blocks.append([])
        blocks[-1].append(layer)
    return blocks


def _forward_traces(network: NeuralNetwork, pixels: Array, outputs: dict[Layer, Array]) -> tuple[LayerTrace, ...]:
    """Return each dense layer's trace on the way forward."""
    traces: list[LayerTrace] = []
    for block in _blocks(network):
        dense = block[0]
        assert isinstance(dense, Dense)
        normalisation = next((layer for layer in block if isinstance(layer, BatchNorm)), None)
        traces.append(
            LayerTrace(
                name=dense.name,
                activation=network.activation if len(block) > 1 else "",
                weight=dense.weight,
                bias=dense.bias,
                inputs=traces[-1].outputs if traces else pixels,
                z=outputs[dense],
                normalised=None if normalisation is None else outputs[normalisation],
                outputs=outputs[block[-1]],
            )
        )
    return tuple(traces)


def _with_gradients(
    network: NeuralNetwork, traces: tuple[LayerTrace, ...], gradients: dict[Layer, Array], grad_logits: Array
) -> tuple[LayerTrace, ...]:
    """Return the traces with what came back: a layer's output has the gradient of the next one's input."""
    named = network.named_gradients()
    after = dict(zip(network.layers, [*(gradients[layer] for layer in network.layers[1:]), grad_logits], strict=True))
    found = []
    for trace, block in zip(traces, _blocks(network), strict=True):
        normalisation = next((layer for layer in block if isinstance(layer, BatchNorm)), None)
        found.append(
            replace(
                trace,
                grad_inputs=gradients[block[0]],
                grad_weight=named[f"{trace.name}.weight"],
                grad_bias=named[f"{trace.name}.bias"],
                grad_z=after[block[0]],
                grad_normalised=None if normalisation is None else after[normalisation],
                grad_outputs=after[block[-1]],
            )
        )
    return tuple(found)
