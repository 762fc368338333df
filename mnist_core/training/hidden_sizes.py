"""The sizes of the hidden layers, as numbers and as a person types them."""

import re
from typing import Any

import numpy as np

from mnist_core.errors import ConfigurationError

MAX_HIDDEN_LAYERS = 10
MAX_HIDDEN_SIZE = 4096
_SEPARATOR = re.compile(r"[\s,;x×]+|(?<=\d)-(?=\d)", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,9}")


def parse_hidden_sizes(text: str) -> tuple[int, ...]:
    """Read "256, 128", "256 128", "256x128" or "256-128" as (256, 128); an empty text means no hidden layer.

    Raises
    ------
    ConfigurationError
        If a part is not a whole number in range.
    """
    parts = [part for part in _SEPARATOR.split(text.strip().strip("()[]")) if part]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise ConfigurationError(
            f"hidden_sizes must be whole numbers separated by commas, such as 256, 128; got {text.strip()[:60]!r}"
        )
    return checked_hidden_sizes([int(part) for part in parts])


def checked_hidden_sizes(sizes: Any) -> tuple[int, ...]:
    """Return the sizes as a tuple of int, or raise a ConfigurationError."""
    if isinstance(sizes, str):
        return parse_hidden_sizes(sizes)
    if isinstance(sizes, np.ndarray):
        sizes = sizes.tolist()
    if isinstance(sizes, range):
        sizes = list(sizes)
    if not isinstance(sizes, list | tuple):
        raise ConfigurationError(f"hidden_sizes must be a sequence of whole numbers, got {sizes!r}")
    if len(sizes) > MAX_HIDDEN_LAYERS:
        raise ConfigurationError(f"hidden_sizes must have at most {MAX_HIDDEN_LAYERS} layers, got {len(sizes)}")
    plain = tuple(size.item() if isinstance(size, np.integer) else size for size in sizes)
    for size in plain:
        if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MAX_HIDDEN_SIZE:
            raise ConfigurationError(
                f"each hidden size must be a whole number from 1 to {MAX_HIDDEN_SIZE}, got {size!r:.60}"
            )
    return plain
