"""How a trace travels to the browser: a short JSON text, and the numbers as they are, four bytes each.

A network of 3,354 units makes 40 kB. The weights are not in it: they have an address of their own.
"""

import json
import struct
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.explanation.trace import Trace
from pages.components.charts.evaluation import shortened
from pages.components.charts.probability import percent
from pages.components.inside.moments import Moment
from pages.components.inside.units import Unit, class_said, layer_titles
from pages.components.settings.controls import TITLES


@dataclass(frozen=True)
class MapView:
    """What the picture shows."""

    trace: Trace
    weights: str
    """The address of the network's weights."""
    chosen: Unit
    backward: bool
    removed: Collection[Unit] = ()
    """Units that are switched off."""
    moments: Sequence[Moment] = ()
    moment: int = 0
    """The moments of the training that can be gone to, and the place among them of the one that is shown."""
    offered: str = ""
    """The address of the moments, which the browser may fetch ahead; none where only a rerun can show them."""
    gallery: bool = False
    """Whether the first layer's weights are shown as pictures."""


def encode(view: MapView) -> bytes:
    """Return the message that network_map.js reads."""
    layers, numbers = zip(*_layers(view), strict=True)
    header = {
        "alt": alt(view.trace, backward=view.backward),
        "digit": f"{zlib.crc32(view.trace.pixels.tobytes()):08x}",
        "direction": "backward" if view.backward else "forward",
        "weights": view.weights,
        "chosen": list(view.chosen),
        "removed": [f"{layer}-{unit}" for layer, unit in view.removed],
        "moments": [{"step": moment.step, "label": moment.label} for moment in view.moments],
        "moment": view.moment,
        "offered": view.offered,
        "gallery": view.gallery,
        "layers": layers,
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    arrays = [np.ascontiguousarray(array, "<f4").tobytes() for group in numbers for array in group]
    return struct.pack("<I", len(text)) + text + b"".join(arrays)


def _layers(view: MapView) -> list[tuple[dict[str, Any], list[NDArray[np.floating]]]]:
    """Return for each layer what is said of it, and its numbers."""
    trace, titles = view.trace, layer_titles(view.trace)
    side = isqrt(len(trace.pixels))
    pixels = {"a": trace.pixels, "grad": trace.layers[0].grad_inputs}
    layers = [_layer(pixels, kind="pixels", title=titles[0], detail=f"{side} × {side}", side=side)]
    for number, layer in enumerate(trace.layers, start=1):
        last = number == len(trace.layers)
        arrays = {
            "z": layer.z,
            "normalised": layer.normalised,
            "a": trace.probabilities if last else layer.outputs,
            "grad": layer.grad_z,
        }
        more: dict[str, Any] = {"detail": f"{len(layer.z):,} units · {TITLES.get(layer.activation, layer.activation)}"}
        if last:
            more = {
                "detail": "p − t, the gradient" if view.backward else "softmax: probabilities",
                "answer": int(np.argmax(trace.probabilities)),
                "label": trace.label,
                "names": [shortened(name) for name in trace.class_names],
                "said": [class_said(trace, place) for place in range(len(trace.probabilities))],
                "texts": _texts(view),
            }
        layers.append(_layer(arrays, kind="output" if last else "hidden", title=titles[number], **more))
    return layers


def _layer(arrays: dict[str, Any], **facts: Any) -> tuple[dict[str, Any], list[NDArray[np.floating]]]:
    """Return one layer's entry; arrays that it does not have are left out."""
    present = {name: array for name, array in arrays.items() if array is not None}
    return facts | {"size": len(present["a"]), "arrays": list(present)}, list(present.values())


def _texts(view: MapView) -> list[str]:
    """Return what stands beside each output."""
    gradient = view.trace.layers[-1].grad_z
    if view.backward and gradient is not None:
        return [f"{value:+.3f}".replace("-", "−") for value in gradient]
    return [percent(float(value)) for value in view.trace.probabilities]


def alt(trace: Trace, *, backward: bool) -> str:
    """Say in one sentence what the picture shows."""
    place = int(np.argmax(trace.probabilities))
    answer, sure = trace.class_names[place], percent(float(trace.probabilities[place]))
    sizes = ", ".join(f"{len(layer.z):,}" for layer in trace.layers)
    way = "and the gradient that comes back from it" if backward else "and what each unit makes of it"
    return (
        f"One image in a network with layers of {sizes} units {way}: it reads {answer}, {sure} sure. "
        "Tab goes from layer to layer, arrow keys from unit to unit, Enter keeps one."
    )
