"""Which values a setting may have, and the sentence for one that it may not.

A rule stands beside the field that it bounds, as the field's metadata, where every interface can read it.
"""

import math
from collections.abc import Mapping
from dataclasses import Field, field
from typing import Any

import numpy as np

from mnist_core.errors import ConfigurationError


def between(default: Any, low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> Any:
    """Return a dataclass field whose metadata hold the range of its values."""
    return field(
        default=default,
        metadata={"low": low, "high": high, "low_open": low_open, "high_open": high_open},
    )


def one_of(default: str, choices: tuple[str, ...]) -> Any:
    """Return a dataclass field whose metadata list its allowed values."""
    return field(default=default, metadata={"choices": choices})


def check(item: Field[Any], value: Any, name: str = "") -> Any:
    """Return `value` as the type of a field made by `between` or `one_of`.

    Parameters
    ----------
    item : dataclasses.Field
    value : object
        NumPy's numbers are taken as Python's.
    name : str, optional
        What to call the field in the sentence.

    Raises
    ------
    ConfigurationError
        If the value is none that the field may have.
    """
    name = name or item.name
    value = plain(value)
    if choices := item.metadata.get("choices"):
        if not isinstance(value, str) or value not in choices:
            raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, got {value!r:.60}")
        return value
    whole = isinstance(item.default, int)
    low, high = item.metadata["low"], item.metadata["high"]
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    fits = fits and _is_finite(value) and low <= value <= high
    fits = fits and not (item.metadata["low_open"] and value == low)
    fits = fits and not (item.metadata["high_open"] and value == high)
    if not fits or (whole and value != int(value)):
        raise ConfigurationError(f"{name} must be {_rule(item.metadata, whole=whole)}, got {value!r:.60}")
    return int(value) if whole else float(value)


def plain(value: Any) -> Any:
    """Return a number, text or type of NumPy's as Python's own (a type by its name), anything else as it is."""
    if isinstance(value, np.dtype) or (isinstance(value, type) and issubclass(value, np.generic)):
        return np.dtype(value).name
    if isinstance(value, np.ndarray) and not value.ndim:
        value = value[()]
    if isinstance(value, np.longdouble):  # whose `item` is no number of Python's
        return float(value)
    return value.item() if isinstance(value, np.generic) else value


def _is_finite(value: float) -> bool:
    """Whether a number is one that a float can hold; a whole number may have any number of digits."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _rule(metadata: Mapping[str, Any], *, whole: bool) -> str:
    """Say in words what range a field has."""
    low, high = metadata["low"], metadata["high"]
    kind = "a whole number" if whole else "a finite number"
    if math.isinf(high):
        return f"{kind} {'>' if metadata['low_open'] else '>='} {low:g}"
    if whole:
        return f"{kind} from {low} to {high}"
    return f"a number in {'(' if metadata['low_open'] else '['}{low:g}, {high:g}{')' if metadata['high_open'] else ']'}"
