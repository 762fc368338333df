"""A network as a browser takes it: what it needs to answer, and nothing else.

BatchNorm outside training is a line for each unit, so it is folded into the weighted sums before it. Weights lie by
output, the ones of one unit side by side, so that a script can go through them as they are. They are stored as
numbers of four bytes, of two, or as whole numbers of one byte with a scale for each unit, which makes a quarter of the
size.
"""

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.framing import Framing, usual_framing
from mnist_core.data.image import side_of
from mnist_core.errors import ConfigurationError
from mnist_core.nn.layers import BatchNorm, Dense
from mnist_core.nn.network import NeuralNetwork

FORMAT = "mnist-reader-1"
STORAGES = ("float32", "float16", "int8")
_FLOATS = {"float32": "<f4", "float16": "<f2"}
_LARGEST = 127


def reader_bytes(network: NeuralNetwork, *, storage: str = "float32", framing: Framing | None = None) -> bytes:
    """Return a network as bytes for `network.js`.

    Four bytes with the length of the header, little-endian; the header, JSON padded with spaces to a multiple of four;
    then for each layer the weights, shape (outputs, inputs), padded to a multiple of four, for "int8" the scale of each
    output, and the biases. Numbers are little-endian.

    Parameters
    ----------
    network : NeuralNetwork
    storage : {"float32", "float16", "int8"}
        How the weights are stored; scales and biases are float32 in either.
    framing : Framing, optional
        How ink lies in the images that it learned from. Default: as in MNIST's.

    Raises
    ------
    ConfigurationError
        If the storage is unknown.
    """
    if storage not in STORAGES:
        raise ConfigurationError(f"storage must be one of {', '.join(STORAGES)}, got {storage!r}")
    layers = folded_layers(network)
    header: dict[str, Any] = {
        "format": FORMAT,
        "activation": network.activation,
        "storage": storage,
        "temperature": float(network.temperature),
        "layer_sizes": list(network.layer_sizes),
        "class_names": list(network.class_names),
    }
    if (side := side_of(network.layer_sizes[0])) is not None:
        header["framing"] = {"side": side, **(framing or usual_framing(side)).to_dict()}
    text = json.dumps(header, separators=(",", ":")).encode()
    parts = [struct.pack("<I", len(text) + -len(text) % 4), _padded(text, b" ")]
    for weight, bias in layers:
        parts += _stored(weight.T, storage)
        parts.append(bias.astype("<f4").tobytes())
    return b"".join(parts)


def network_of(content: bytes) -> NeuralNetwork:
    """Return the network that a script makes of the bytes of `reader_bytes`: in float64, without BatchNorm."""
    start = 4 + struct.unpack_from("<I", content)[0]
    header = json.loads(content[4:start])
    sizes, storage = header["layer_sizes"], header["storage"]
    network = NeuralNetwork(
        sizes, activation=header["activation"], dtype="float64", initializer="zeros", rng=np.random.default_rng(0)
    )
    network.class_names = tuple(header["class_names"])
    network.temperature = header["temperature"]
    for layer in (layer for layer in network.layers if isinstance(layer, Dense)):
        outputs, inputs = layer.weight.shape[::-1]

        def take(kind: str, count: int) -> NDArray[Any]:
            nonlocal start
            array = np.frombuffer(content, kind, count, start)
            start += array.nbytes + -array.nbytes % 4
            return array

        weights = take(_FLOATS.get(storage, "i1"), inputs * outputs).reshape(outputs, inputs).astype(np.float64)
        if storage == "int8":
            weights *= take("<f4", outputs)[:, None]
        layer.weight[...] = weights.T
        layer.bias[...] = take("<f4", outputs)
    return network


def folded_layers(network: NeuralNetwork) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return the weights, shape (inputs, outputs), and biases of each dense layer, with BatchNorm folded into them.

    γ (x W + b - μ) / s + β = x (W γ/s) + ((b - μ) γ/s + β), column by column, with s = sqrt(σ² + ε).
    """
    folded: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for layer in network.layers:
        if isinstance(layer, Dense):
            folded.append((layer.weight.astype(np.float64), layer.bias.astype(np.float64)))
        elif isinstance(layer, BatchNorm):
            weight, bias = folded[-1]
            factor = layer.gain / np.sqrt(layer.running_variance.astype(np.float64) + layer.epsilon)
            folded[-1] = weight * factor, (bias - layer.running_mean) * factor + layer.bias
    return folded


def _stored(rows: NDArray[np.float64], storage: str) -> list[bytes]:
    """Return the weights of each output as bytes, and their scales where they need them."""
    if storage in _FLOATS:
        return [_padded(np.ascontiguousarray(rows, _FLOATS[storage]).tobytes(), b"\0")]
    scales = np.abs(rows).max(axis=1) / _LARGEST
    whole = np.rint(rows / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    return [_padded(whole.tobytes(), b"\0"), scales.astype("<f4").tobytes()]


def _padded(content: bytes, filling: bytes) -> bytes:
    return content + filling * (-len(content) % 4)
