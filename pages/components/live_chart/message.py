"""How a figure travels to the browser: small, and the same figure always as the same bytes.

Numbers are rounded to the digits that a screen can show and the whole is compressed, which makes a chart of 500 points
a trace about 5 kB. Templates are left out: the browser builds one from the theme.
"""

import json
import math
import zlib
from typing import Any

import numpy as np
import plotly.graph_objects as go

SIGNIFICANT_DIGITS = 5
_COMPRESSION_LEVEL = 6


def encode(figure: go.Figure, *, alt: str, clickable: bool) -> bytes:
    """Return the message that live_chart.js reads: JSON of the figure, deflated (zlib, RFC 1950)."""
    layout = {name: value for name, value in figure.layout.to_plotly_json().items() if name != "template"}
    traces = [trace.to_plotly_json() for trace in figure.data]
    message = {"data": traces, "layout": layout, "alt": alt, "clickable": clickable}
    return zlib.compress(json.dumps(_plain(message), separators=(",", ":")).encode(), _COMPRESSION_LEVEL)


def _plain(value: Any) -> Any:
    """Return the value as what JSON has: arrays as lists, floats rounded, what is not finite as null."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f":
        return [_short(item) for item in value.tolist()]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _short(value) if isinstance(value, float) else value


def _short(value: float) -> float | int | None:
    """Return the number with the digits that a screen can show, and without a point where it is whole."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded
