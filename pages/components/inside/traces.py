"""Traces, kept while a person looks at one digit unit by unit."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_core.explanation.trace import Trace, trace_image
from mnist_core.nn.network import NeuralNetwork
from pages.components.inside.subject import Subject


def cached_trace(subject: Subject) -> Trace:
    """Follow the digit through the network and back, once."""
    return _trace(subject.key, subject.pixels, subject.label, subject.smoothing, subject.network)


@st.cache_resource(max_entries=6, show_spinner=False)
def _trace(key: tuple[Any, ...], pixels: bytes, label: int, label_smoothing: float, _network: NeuralNetwork) -> Trace:
    """Follow 784 grey values through a network; `key` changes whenever its weights do."""
    return trace_image(_network, np.frombuffer(pixels, np.uint8), label, label_smoothing=label_smoothing)
