"""A trained network as a file that anyone can read and that can do no harm.

The format is safetensors: a length, a JSON header, and the bytes of the tensors; nothing in it can run. Weights are
stored as `(in_features, out_features)`. What comes from outside is still checked at every point before memory is
taken for it: the size of the file, the length of the header, the architecture against the limits of a configuration,
and each tensor's name, shape, type and values against that architecture.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError

from mnist_core.data.image import FEWEST_CLASSES, MOST_CLASSES, side_of
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.errors import ConfigurationError, MnistCoreError, NetworkFileError
from mnist_core.files.answer_bound import largest_output
from mnist_core.files.durable import write_durably
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig

FORMAT = "mnist-network-1"
MAX_FILE_BYTES = 100_000_000
MAX_HEADER_BYTES = 100_000
DTYPES = {"F16": 2, "F32": 4, "F64": 8}
ARCHITECTURE = {"layer_sizes", "activation", "batch_norm", "dtype"}
"""What `NeuralNetwork.describe` says, and nothing else but "class_names" where the classes have names."""


@dataclass(frozen=True)
class NetworkDescription:
    """What a network file says of itself: the architecture, the strings beside it, and the header's tensors."""

    architecture: Mapping[str, Any]
    metadata: Mapping[str, str]
    tensors: Mapping[str, Mapping[str, Any]]


def network_bytes(
    network: NeuralNetwork, *, metadata: Mapping[str, str] | None = None, dtype: str | None = None
) -> bytes:
    """Return a network as the bytes of a safetensors file.

    Parameters
    ----------
    network : NeuralNetwork
    metadata : mapping of str to str, optional
        What to keep beside the weights: the configuration as JSON, the test accuracy, a name.
    dtype : {"float16", "float32", "float64"}, optional
        How to store the weights; the network's own type by default. "float16" halves the file.
    """
    stored = dtype or network.dtype
    tensors = {name: np.ascontiguousarray(array, stored) for name, array in network_tensors(network).items()}
    facts = dict(metadata or {}) | {"format": FORMAT, "architecture": json.dumps(network.describe())}
    if network.temperature != 1:
        facts["temperature"] = repr(float(network.temperature))
    return bytes(safetensors.numpy.save(tensors, metadata=facts))


def save_network(
    network: NeuralNetwork,
    path: Path | str,
    *,
    metadata: Mapping[str, str] | None = None,
    dtype: str | None = None,
    still_wanted: Callable[[], object] = bool,
) -> None:
    """Write a network to a file, whole or not at all; `metadata` and `dtype` as in `network_bytes`.

    What `still_wanted` raises, just before the file takes its place, prevents that.

    Raises
    ------
    NetworkFileError
        If the file cannot be written.
    """
    try:
        data = network_bytes(network, metadata=metadata, dtype=dtype)
        write_durably(Path(path), lambda temporary: temporary.write_bytes(data), still_wanted=still_wanted)
    except OSError as error:
        raise NetworkFileError(f"the network cannot be written to {path}: {error.strerror or error}") from error


def load_network(path: Path | str) -> NeuralNetwork:
    """Read a network from a file that `save_network` wrote.

    Raises
    ------
    NetworkFileError
        If the file cannot be read or is refused; the message is one sentence.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise NetworkFileError(f"{path.name} is larger than {MAX_FILE_BYTES / 1e6:g} MB, so it is not a network")
        data = path.read_bytes()
    except OSError as error:
        raise NetworkFileError(f"{path} cannot be read: {error.strerror or error}") from error
    return read_network(data)


def read_network(data: bytes) -> NeuralNetwork:
    """Read a network from bytes of unknown origin.

    Raises
    ------
    NetworkFileError
        If anything does not fit; the message is one sentence.
    """
    description = read_description(data)
    network = _empty_network(description, len(data))
    wanted = network_tensors(network)
    _check_names_and_shapes(description, wanted)
    try:
        tensors = safetensors.numpy.load(data)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise NetworkFileError(f"the network file is damaged: {error}") from error
    for name, target in wanted.items():
        with np.errstate(over="ignore"):
            target[...] = tensors[name]
        if not np.isfinite(target).all():
            raise NetworkFileError(f"the network file is refused: {name} holds values that are not finite numbers")
        if name.endswith("variance") and (target < 0).any():
            raise NetworkFileError(f"the network file is refused: {name} holds a negative variance")
    network.temperature = _temperature(description.metadata.get("temperature", "1"))
    if largest_output(network) / min(network.temperature, 1) > float(np.finfo(network.dtype).max):
        raise NetworkFileError("the network file is refused: its weights are so large that its answers are no numbers")
    return network


def read_description(data: bytes) -> NetworkDescription:
    """Read only the header of a network file; cheap, and as strict.

    Raises
    ------
    NetworkFileError
        If the header is not that of a network file.
    """
    if len(data) > MAX_FILE_BYTES:
        raise NetworkFileError(f"the file is larger than {MAX_FILE_BYTES / 1e6:g} MB, so it is not a network")
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or not 2 <= length <= min(MAX_HEADER_BYTES, len(data) - 8):
        raise NetworkFileError("this is not a network file: choose a .safetensors file that this program exported")
    try:
        header = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise NetworkFileError("the network file's header is damaged; export the network again") from error
    facts = header.pop("__metadata__", None) if isinstance(header, dict) else None
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise NetworkFileError(
            "the file does not describe its network's architecture; choose a file that this program exported"
        )
    if not all(isinstance(value, str) for value in facts.values()):
        raise NetworkFileError("the network file's metadata are damaged; export the network again")
    try:
        architecture = json.loads(facts["architecture"])
    except (KeyError, ValueError, RecursionError) as error:
        raise NetworkFileError("the network file's architecture cannot be read; export the network again") from error
    if not isinstance(architecture, dict) or not all(isinstance(item, dict) for item in header.values()):
        raise NetworkFileError("the network file's architecture cannot be read; export the network again")
    return NetworkDescription(architecture, facts, header)


def network_data(layer_sizes: Any, class_names: Any = None) -> DataReference:
    """Return of which form the images are that a network of these layers reads.

    Raises
    ------
    ConfigurationError
        If there is no such network: it begins with the pixels of a square image of 8 to 64 a side, and ends with 2 to
        62 classes.
    """
    sizes = layer_sizes
    whole = isinstance(sizes, list | tuple) and len(sizes) >= 2 and all(type(size) is int for size in sizes)
    side = side_of(sizes[0]) if whole else None
    if side is None or not FEWEST_CLASSES <= sizes[-1] <= MOST_CLASSES:
        raise ConfigurationError(
            "layer sizes must begin with the pixels of a square image from 8 × 8 to 64 × 64, such as 784, and end with "
            f"{FEWEST_CLASSES} to {MOST_CLASSES} classes, got {str(sizes)[:60]}"
        )
    names = tuple(map(str, range(sizes[-1]))) if class_names is None else class_names
    if not isinstance(names, list | tuple) or len(names) != sizes[-1]:
        raise ConfigurationError(f"class_names must be {sizes[-1]} texts, got {str(names)[:60]}")
    if (side, tuple(names)) == (MNIST.image_side, MNIST.class_names):
        return MNIST
    return DataReference(key="", name="other data", image_side=side, class_names=tuple(names))


def network_tensors(network: NeuralNetwork) -> dict[str, np.ndarray]:
    """Return every array that a network needs to answer, by name, as views."""
    return {**network.named_parameters(), **network.named_state()}


def _empty_network(description: NetworkDescription, size: int) -> NeuralNetwork:
    """Build the described network, once its limits and its parameters' least size are known to fit."""
    architecture = dict(description.architecture)
    try:
        if architecture.keys() - {"class_names"} != ARCHITECTURE or not isinstance(architecture["batch_norm"], bool):
            raise ConfigurationError(f"it must say {', '.join(sorted(ARCHITECTURE))}")
        sizes = architecture["layer_sizes"]
        data = network_data(sizes, architecture.get("class_names"))
        limits = TrainingConfig(hidden_sizes=tuple(sizes[1:-1]), batch_norm=architecture["batch_norm"], data=data)
        if limits.parameter_count * min(DTYPES.values()) > size:
            raise ConfigurationError(f"{limits.parameter_count:,} parameters do not fit into {size:,} bytes")
        return NeuralNetwork.from_description(architecture)
    except (MnistCoreError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise NetworkFileError(f"the network file's architecture is refused: {error}") from error


def _temperature(text: str) -> float:
    """Return the temperature that a file names; one from before they had it has 1."""
    try:
        temperature = float(text)
    except ValueError:
        temperature = float("nan")
    if not 0.01 <= temperature <= 100:
        raise NetworkFileError(
            f"the network file is refused: its temperature must be from 0.01 to 100, got {text[:40]!r}"
        )
    return temperature


def _check_names_and_shapes(description: NetworkDescription, wanted: Mapping[str, np.ndarray]) -> None:
    """Compare the header's tensors with those that the architecture needs."""
    if missing := sorted(wanted.keys() - description.tensors.keys()):
        raise NetworkFileError(f"the network file is refused: the tensor {missing[0]} is missing")
    if unknown := sorted(description.tensors.keys() - wanted.keys()):
        raise NetworkFileError(f"the network file is refused: it holds an unknown tensor {unknown[0][:60]!r}")
    for name, array in wanted.items():
        entry = description.tensors[name]
        if entry.get("shape") != list(array.shape):
            raise NetworkFileError(
                f"the network file is refused: {name} must have the shape {list(array.shape)}, "
                f"got {str(entry.get('shape'))[:60]}"
            )
        if not isinstance(entry.get("dtype"), str) or entry["dtype"] not in DTYPES:
            raise NetworkFileError(
                f"the network file is refused: {name} must be of type {', '.join(DTYPES)}, "
                f"got {str(entry.get('dtype'))[:60]}"
            )
