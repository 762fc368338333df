"""Why Inside is less sure, or surer, than Draw: it shows the probabilities that a network learns by."""

import streamlit as st

from mnist_core.explanation.trace import Trace
from mnist_core.nn.losses import softmax
from mnist_core.nn.network import NeuralNetwork
from pages.components.charts.probability import percent
from pages.components.shown_text import as_markdown


def tell_temperature(network: NeuralNetwork, trace: Trace) -> None:
    """Say what the answer is at the network's temperature, where it has one."""
    if network.temperature == 1:
        return
    answer = int(trace.logits.argmax())
    confidence = float(softmax(trace.logits[None] / network.temperature)[0, answer])
    st.caption(
        "Shown are the probabilities that the network learns by. Draw and Evaluate divide its logits by a temperature "
        f"first, {network.temperature:.2f}, fitted when training ended: there it is {percent(confidence)} sure of "
        f"this {as_markdown(trace.class_names[answer])}."
    )
