"""What can be asked about a drawing that was read; it runs apart from the reading, which waits for nothing."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.components.choice import as_text
from pages.components.drawing.confidence_view import show_confidence
from pages.components.drawing.steps_view import show_steps
from pages.components.drawing.why_view import show_why

STEPS, WHY, SURE = "Step by step", "Why", "How sure"


def show_details(checkpoint: tuple[Any, ...], picture: NDArray[np.uint8], image: NDArray[np.floating]) -> None:
    """Offer the steps before a network, why it answers so, and how far to believe it; one is open at a time.

    Parameters
    ----------
    checkpoint : tuple
        As from `checkpoint_key`.
    picture : ndarray of uint8, shape (h, w) or (h, w, 4)
        What was drawn or sent.
    image : ndarray of shape (784,), 0 to 1
        What the network was shown of it.
    """
    asked = st.segmented_control(
        "More about it",
        (STEPS, WHY, SURE),
        format_func=as_text,
        key="draw_details",
        label_visibility="collapsed",
        persist_state="session",
        help="What happens to the drawing before the network sees it; why it answers so; how far to believe it.",
    )
    if asked == STEPS:
        show_steps(checkpoint, picture)
    elif asked == WHY:
        show_why(checkpoint, image)
    elif asked == SURE:
        show_confidence(checkpoint, image)
