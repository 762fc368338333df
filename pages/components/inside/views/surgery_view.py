"""Operations on a copy of the network, and what they do to the digit and to the test accuracy."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.data.reference import DataReference
from mnist_core.errors import MnistCoreError
from mnist_core.explanation.operations import (
    AddNoise,
    Operation,
    Prune,
    ScaleWeight,
    SwitchOff,
    Temperature,
    ZeroLayer,
)
from mnist_core.explanation.step import accuracy
from mnist_core.explanation.surgery import Surgery
from mnist_core.explanation.trace import Trace
from mnist_core.nn.network import NeuralNetwork
from pages.components.charts.explanation import before_after_chart
from pages.components.inside.address import SURGERY, ask, asked
from pages.components.inside.problems import show_problem
from pages.components.inside.subject import Subject
from pages.components.inside.traces import cached_trace
from pages.components.inside.units import Unit, keep_shown_unit, unit_names, unit_title
from pages.components.live_chart import live_chart
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_data

FAILURE = "inside_surgery_failure"
CHART_HEIGHT = 320


def asked_surgery() -> Surgery:
    """Return what is to be done, as the address says; nothing, after a sentence, where that cannot be read."""
    text = asked(SURGERY)
    if not text:
        return Surgery()
    try:
        return Surgery.from_json(text)
    except MnistCoreError as error:
        show_problem(error, "Nothing is done to the network.")
        ask(SURGERY, None)
        return Surgery()


def operate(whole: Subject, surgery: Surgery) -> tuple[Surgery, Subject]:
    """Return what was done, and the digit before a copy of the network on which it was.

    What cannot be done, such as to a part that the network does not have, is told and left out with all after it.
    """
    is_told = False
    while surgery.operations:
        text = surgery.to_json()
        try:
            copy = replace(whole, network=_operated(whole.key, text, whole.network), key=(*whole.key, text))
            cached_trace(copy)
        except MnistCoreError as error:
            if not is_told:
                show_problem(error, "So this is not done.")
            is_told, surgery = True, surgery.undo()
            _write(surgery)
        else:
            return surgery, copy
    return surgery, whole


@st.cache_resource(max_entries=8, show_spinner=False)
def _operated(key: tuple[Any, ...], surgery_text: str, _network: NeuralNetwork) -> NeuralNetwork:
    """Return a copy of the network on which all was done, made once."""
    return Surgery.from_json(surgery_text).apply(_network)


@st.cache_resource(max_entries=32, show_spinner=False)
def cached_accuracy(key: tuple[Any, ...], _network: NeuralNetwork, data: DataReference) -> float:
    """Return the share of the data's test images that the network reads correctly, measured once."""
    return accuracy(_network, get_data(data).test)


def removed_units(surgery: Surgery) -> list[Unit]:
    """Return the units that are switched off, counted as on the picture."""
    switched_off = [operation for operation in surgery.operations if isinstance(operation, SwitchOff)]
    return [(operation.layer + 1, unit) for operation in switched_off for unit in operation.units]


def show_surgery(whole: Subject, surgery: Surgery, copy: Subject, trace: Trace, unit: Unit) -> None:
    """Offer the operations, list what was done, and show what became of the digit and the test accuracy.

    Parameters
    ----------
    whole : Subject
        The network before.
    surgery, copy : Surgery, Subject
        What was done, and the copy on which it was.
    trace : Trace
        Of the copy.
    """
    tools, outcome = st.columns([1, 1], gap="large")
    with tools:
        _offer_operations(surgery, trace, unit)
        _list_operations(surgery)
    with outcome:
        before = cached_accuracy(whole.key, whole.network, whole.data)
        after = cached_accuracy(copy.key, copy.network, copy.data)
        with st.container(horizontal=True):
            st.metric(
                "Test accuracy",
                f"{after:.2%}",
                f"{100 * (after - before):+.2f} points" if surgery.operations else None,
                border=True,
                help=f"Of all {copy.data.test_images:,} test images; before, it was {before:.2%}.",
            )
            st.metric(
                "It reads",
                as_markdown(trace.class_names[int(np.argmax(trace.probabilities))]),
                border=True,
                help="What the network reads in this image now.",
            )
        chart = before_after_chart(whole.network.predict_proba(whole.image)[0], trace.probabilities, trace.class_names)
        live_chart(chart.figure, key="inside_surgery", height=CHART_HEIGHT, alt=chart.alt)


def _offer_operations(surgery: Surgery, trace: Trace, unit: Unit) -> None:
    """Offer each operation with what it needs to know."""
    layer, place = unit
    hidden = 0 < layer < len(trace.layers)
    name = unit_title(trace, unit)
    _operation_button(
        f"Switch off {name}" if hidden else "Switch off a unit",
        ":material/power_settings_new:",
        surgery,
        lambda: SwitchOff(layer - 1, (place,)),
        disabled=not hidden,
        help="Silence the chosen unit: choose one of a hidden layer on the picture. Often nothing happens, because "
        "others carry the same news.",
    )
    if layer:
        names = unit_names(trace, layer - 1)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            source = st.selectbox(
                "Weight from",
                _strongest(trace, unit),
                format_func=names.__getitem__,
                key=f"inside_scaled_{layer}_{place}",
                width=190,
                help="One of the chosen unit's weights, the strongest for this digit first.",
            )
            factor = st.number_input(
                "Times", -100.0, 100.0, 0.0, 0.5, key="inside_factor", width=120,
                help="What to multiply this weight with: 0 cuts it, −1 turns it round.",
            )  # fmt: skip
            _operation_button(
                "Scale the weight",
                ":material/tune:",
                surgery,
                lambda: ScaleWeight(layer - 1, int(source), place, factor),
                help="Multiply this one weight.",
            )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        share = st.slider(
            "Smallest weights, %", 0, 100, 80, 5, key="inside_pruned", width=200,
            help="Which share of all weights, the smallest by size, to set to zero. Networks bear surprisingly much.",
        )  # fmt: skip
        _operation_button(
            "Prune", ":material/content_cut:", surgery, lambda: Prune(share / 100), help="Set these weights to zero."
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        noise = st.slider(
            "Noise, %", 0, 200, 50, 10, key="inside_noise", width=200,
            help="Random numbers to add to all weights, in per cent of how far each layer's weights spread.",
        )  # fmt: skip
        _operation_button(
            "Add noise",
            ":material/grain:",
            surgery,
            lambda: AddNoise(noise / 100, seed=len(surgery.operations)),
            help="Add them; each time others.",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        temperature = st.number_input(
            "Temperature", 0.01, 100.0, 2.0, 0.5, key="inside_temperature", width=150,
            help="Divides the logits: above 1 the network becomes less sure, below 1 surer. The answer stays.",
        )  # fmt: skip
        _operation_button(
            "Set temperature",
            ":material/device_thermostat:",
            surgery,
            lambda: Temperature(temperature),
            help="Divide all logits by this.",
        )
        _operation_button(
            "Zero this layer",
            ":material/layers_clear:",
            surgery,
            lambda: ZeroLayer(layer - 1),
            disabled=layer == 0,
            help="Set all weights into the chosen unit's layer to zero: no news of the digit comes through.",
        )


def _list_operations(surgery: Surgery) -> None:
    """List what was done, and offer to take it back."""
    if failure := st.session_state.pop(FAILURE, ""):
        st.error(as_markdown(failure), icon=":material/error:")
    if not surgery.operations:
        st.caption("Nothing is done yet. All happens on a copy: the run never changes.")
        return
    st.markdown("\n".join(f"{number}. {done}" for number, done in enumerate(surgery.describe(), start=1)))
    with st.container(horizontal=True):
        st.button(
            "Undo", icon=":material/undo:", on_click=_write, args=(surgery.undo(),), help="Take the last one back."
        )
        st.button(
            "Start over", icon=":material/restart_alt:", on_click=_write, args=(Surgery(),), help="Take all back."
        )


def _operation_button(
    label: str, icon: str, surgery: Surgery, operation: Callable[[], Operation], *, help: str, disabled: bool = False
) -> None:
    """Offer one operation, to be done after all others."""
    st.button(label, icon=icon, on_click=_operate, args=(surgery, operation), help=help, disabled=disabled)


def _operate(surgery: Surgery, operation: Callable[[], Operation]) -> None:
    """Put one more operation into the address, or remember why that cannot be."""
    try:
        _write(surgery.then(operation()))
    except MnistCoreError as error:
        st.session_state[FAILURE] = as_sentence(str(error))


def _write(surgery: Surgery) -> None:
    """Put what is to be done into the address."""
    keep_shown_unit()
    ask(SURGERY, surgery.to_json() if surgery.operations else None)


def _strongest(trace: Trace, unit: Unit) -> list[int]:
    """Return the unit's inputs, those first that weigh most for this digit."""
    layer, place = unit
    found = trace.layers[layer - 1]
    order: list[int] = np.argsort(-np.abs(found.inputs * found.weight[:, place]), kind="stable").tolist()
    return order
