"""Naming units: in words, and in the address bar.

Layers are counted from the pixels, which are layer 0; units within a layer from 0. The address says "2-37".
"""

import re
from math import isqrt

import streamlit as st

from mnist_core.data.image import DIGITS
from mnist_core.errors import ConfigurationError
from mnist_core.explanation.trace import Trace
from pages.components.inside.address import UNIT, ask, asked
from pages.components.inside.problems import show_problem

Unit = tuple[int, int]
"""Layer and unit."""

SHOWN = "inside_shown_unit"


def layer_titles(trace: Trace) -> list[str]:
    """Name every layer, from the pixels to the outputs."""
    hidden = len(trace.layers) - 1
    return ["Pixels", *(f"Hidden {number}" for number in range(1, hidden + 1)), "Output"]


def unit_title(trace: Trace, unit: Unit) -> str:
    """Name a unit in words."""
    layer, number = unit
    if layer == 0:
        return "Pixel in row {}, column {}".format(*divmod(number, isqrt(len(trace.pixels))))
    if layer == len(trace.layers):
        return f"Output for {class_said(trace, number)}"
    return f"Hidden {layer}, unit {number}"


def unit_names(trace: Trace, layer: int) -> list[str]:
    """Name every unit of a layer, as tables do."""
    size = layer_sizes(trace)[layer]
    if layer == 0:
        return ["row {}, column {}".format(*divmod(number, isqrt(size))) for number in range(size)]
    return [class_said(trace, number) if layer == len(trace.layers) else f"unit {number}" for number in range(size)]


def class_said(trace: Trace, place: int) -> str:
    """Name a class as a part of a sentence: a digit is called one."""
    name = trace.class_names[place]
    return f"digit {name}" if trace.class_names == DIGITS else name


def layer_sizes(trace: Trace) -> list[int]:
    """Return how many units each layer has, from the pixels to the outputs."""
    return [len(trace.pixels), *(len(layer.z) for layer in trace.layers)]


def parse_unit(text: str, trace: Trace) -> Unit:
    """Return the unit that an address names.

    Raises
    ------
    ConfigurationError
        If this network has none of that name.
    """
    found = re.fullmatch(r"(\d{1,4})-(\d{1,6})", text)
    sizes = layer_sizes(trace)
    if not found or int(found[1]) >= len(sizes) or int(found[2]) >= sizes[int(found[1])]:
        last = len(sizes) - 1
        raise ConfigurationError(
            f"unit must be a layer from 0 to {last} and a unit within it, such as 1-0, got {text[:20]!r}; "
            "this network has no such unit, so another is shown"
        )
    return int(found[1]), int(found[2])


def most_excited(trace: Trace) -> Unit:
    """Return the unit to begin with: the hidden one of the first layer that answers this image most."""
    if len(trace.layers) == 1:
        return 1, int(trace.logits.argmax())
    return 1, int(trace.layers[0].outputs.argmax())


def chosen_unit(trace: Trace) -> Unit:
    """Return the unit that the address names, else the one to begin with; a bad address is told."""
    text = asked(UNIT)
    unit = most_excited(trace)
    if text is not None:
        try:
            unit = parse_unit(text, trace)
        except ConfigurationError as error:
            show_problem(error)
            ask(UNIT, None)
    st.session_state[SHOWN] = unit_address(unit)
    return unit


def keep_shown_unit() -> None:
    """Let the unit that is shown stay, whatever a changed network would begin with."""
    if asked(UNIT) is None:
        ask(UNIT, st.session_state.get(SHOWN))


def unit_address(unit: Unit) -> str:
    """Return what the address calls a unit."""
    return "{}-{}".format(*unit)
