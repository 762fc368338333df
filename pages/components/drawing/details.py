"""What can be asked about a drawing that was read; it runs apart from the reading, which waits for nothing."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.components.choice import as_text
from pages.components.drawing.confidence_view import show_confidence
from pages.components.drawing.correction_view import show_correction
from pages.components.drawing.steps_view import show_steps
from pages.components.drawing.why_view import show_why

STEPS, WHY, SURE, CORRECT = "Step by step", "Why", "How sure", "Correct it"


def show_details(
    checkpoint: tuple[Any, ...],
    picture: NDArray[np.uint8],
    image: NDArray[np.floating],
    *,
    correctable: bool = True,
) -> None:
    """Offer the steps before a network, why it answers so, how far to believe it, and to correct it; one is open.

    Parameters
    ----------
    checkpoint : tuple
        As from `checkpoint_key`.
    picture : ndarray of uint8, shape (h, w) or (h, w, 4)
        What was drawn or sent.
    image : ndarray of shape (784,), 0 to 1
        What the network was shown of it.
    correctable : bool, default True
        Whether a person may say what it is, so that a network learns it; nobody teaches a test image.
    """
    asked = st.segmented_control(
        "More about it",
        (STEPS, WHY, SURE, CORRECT) if correctable else (STEPS, WHY, SURE),
        format_func=as_text,
        key="draw_details",
        label_visibility="collapsed",
        persist_state="session",
        help="What happens to the drawing before the network sees it; why it answers so; how far to believe it; "
        "say what it really is, and have your handwriting learned.",
    )
    if asked == STEPS:
        show_steps(checkpoint, picture)
    elif asked == WHY:
        show_why(checkpoint, image)
    elif asked == SURE:
        show_confidence(checkpoint, image)
    elif asked == CORRECT and correctable:
        show_correction(image, checkpoint[0])
