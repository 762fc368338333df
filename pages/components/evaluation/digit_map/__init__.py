"""Digits as points on a plane, layer by layer; the browser answers the pointer, and says what was chosen."""

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.server.assets import loader_script
from pages.server.digit_images import digit_images_path

KEY = "digit_map"
FULL = 32767
"""The integer that stands for a coordinate of 1."""

_component = st.components.v2.component("digit_map", js=loader_script("digit_map"))


@dataclass(frozen=True, eq=False)
class MapView:
    """What the map shows.

    Attributes
    ----------
    key : str
        Changes with what is laid out.
    layers : sequence of str
    maps : sequence of ndarray of shape (n, 2)
        Where the first n test images lie in each layer, -1 to 1.
    labels, predicted : ndarray of uint8, shape (n,)
    own : sequence of ndarray of shape (2,), optional
        Where a person's own drawing lies in each layer.
    """

    key: str
    layers: Sequence[str]
    maps: Sequence[NDArray[np.floating]]
    labels: NDArray[np.uint8]
    predicted: NDArray[np.uint8]
    own: Sequence[NDArray[np.floating]] | None = None


def digit_map(view: MapView, *, on_choose: Callable[[int], None], on_lasso: Callable[[list[int]], None]) -> None:
    """Show the map; a click calls `on_choose` with an image's place, a lasso `on_lasso` with those inside."""

    def chosen() -> None:
        if (place := st.session_state[KEY].chosen) is not None:
            on_choose(int(place))

    def lassoed() -> None:
        if (places := st.session_state[KEY].lasso) is not None:
            on_lasso([int(place) for place in places])

    _component(key=KEY, data=encode(view), width="stretch", on_chosen_change=chosen, on_lasso_change=lassoed)


def encode(view: MapView) -> bytes:
    """Pack a view: the length of a header of JSON, the header, coordinates as 16-bit integers, labels, answers."""
    count = len(view.labels)
    wrong = int(np.sum(view.labels != view.predicted))
    header = {
        "key": view.key,
        "count": count,
        "layers": list(view.layers),
        "own": None if view.own is None else [[float(number) for number in place] for place in view.own],
        "pictures": digit_images_path(),
        "alt": f"{count:,} test digits as points in {len(view.layers)} layers, by colour; {wrong:,} are misread.",
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    coordinates: NDArray[np.int16] = np.rint(np.clip(np.stack(view.maps), -1, 1) * FULL).astype("<i2")
    return (
        struct.pack("<I", len(text)) + text + coordinates.tobytes() + view.labels.tobytes() + view.predicted.tobytes()
    )
