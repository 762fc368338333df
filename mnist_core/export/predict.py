"""Read images with a network file, with NumPy alone: python predict.py NETWORK.safetensors IMAGES.npy

IMAGES.npy holds one image or several as MNIST has them, white ink on black ground: uint8 from 0 to 255 or floats from
0 to 1, of shape (n, pixels), (n, side, side) or (side, side). Copy this file wherever a network is needed.
"""

import json
import sys
from typing import Any

import numpy as np

TYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
ACTIVATIONS: dict[str, Any] = {
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.maximum(x, 0.01 * x),
    "sigmoid": lambda x: (1 + np.tanh(x / 2)) / 2,
    "tanh": np.tanh,
}


def read_file(path: str) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Return the arrays of a safetensors file by name, and what it says of itself."""
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    facts = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        arrays[name] = np.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays, facts


def predict_proba(arrays: dict[str, np.ndarray], facts: dict[str, str], images: np.ndarray) -> np.ndarray:
    """Return the probability of each class for each image, shape (n, classes)."""
    architecture = json.loads(facts["architecture"])
    sizes = architecture["layer_sizes"]
    x = np.asarray(images).reshape(-1, sizes[0]).astype(architecture["dtype"])
    if np.asarray(images).dtype == np.uint8:
        x /= 255
    for number in range(1, len(sizes)):
        x = x @ arrays[f"dense{number}.weight"] + arrays[f"dense{number}.bias"]
        if number == len(sizes) - 1:
            break
        if architecture["batch_norm"]:
            gain, bias, mean, variance = (
                arrays[f"batch_norm{number}.{part}"] for part in ("gain", "bias", "mean", "variance")
            )
            x = gain * (x - mean) / np.sqrt(variance + 1e-5) + bias
        x = ACTIVATIONS[architecture["activation"]](x)
    x = x / float(facts.get("temperature", 1))
    shares = np.exp(x - x.max(axis=1, keepdims=True))
    probabilities: np.ndarray = shares / shares.sum(axis=1, keepdims=True)
    return probabilities


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for row in predict_proba(*read_file(sys.argv[1]), np.load(sys.argv[2])):
        print(row.argmax(), f"{row.max():.2%}")
