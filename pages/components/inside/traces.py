"""Traces, kept while a person looks at one digit unit by unit."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_core.explanation.trace import Trace, trace_image
from mnist_core.nn.network import NeuralNetwork


@st.cache_resource(max_entries=6, show_spinner=False)
def cached_trace(
    key: tuple[Any, ...], pixels: bytes, label: int, label_smoothing: float, _network: NeuralNetwork
) -> Trace:
    """Follow 784 grey values through a network once; `key` changes whenever its weights do."""
    return trace_image(_network, np.frombuffer(pixels, np.uint8), label, label_smoothing=label_smoothing)
