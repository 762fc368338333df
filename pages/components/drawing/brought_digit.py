"""A digit that another page brings to be edited: it lies on the sheet like a first stroke, and undo takes it away."""

import numpy as np
import streamlit as st

from mnist_core.data.image import SIDE
from mnist_core.errors import MnistCoreError
from pages.components.drawing.canvas import PIXELS, SIZE, as_stroke, start_from
from pages.components.inline_picture import ENLARGED, pixelated
from pages.components.inside.drawn_image import as_pixels

EDIT = "edit"
"""Name in the address bar of the digit to edit."""

TAKEN = "brought_digit"
"""Session key of the digit that lies on the sheet already."""


def take_brought_digit(source_key: str, source: str) -> str:
    """Lay the digit that the address brings on the sheet, once.

    Parameters
    ----------
    source_key, source : str
        Session key and name of the way in which the page takes digits, which must be drawing.

    Returns
    -------
    str
        A sentence that says why the digit cannot be edited; empty where all is well.
    """
    text = st.query_params.get(EDIT)
    if text is None or st.session_state.get(TAKEN) == text:
        return ""
    st.session_state[TAKEN] = text
    try:
        pixels = as_pixels(text)
    except MnistCoreError:
        return "The digit in this address is damaged; open it again from Evaluate."
    start_from([as_stroke(pixelated(pixels / 255), ENLARGED)])
    enlarged = np.kron(pixels.reshape(SIDE, SIDE), np.ones((SIZE // SIDE, SIZE // SIDE), np.uint8))
    st.session_state[PIXELS] = np.dstack([enlarged] * 3 + [np.full_like(enlarged, 255)])
    st.session_state[source_key] = source
    return ""
