"""What can be asked about a drawing that was read; it runs apart from the reading, which waits for nothing."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.reference import DataReference
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
    data: DataReference,
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
    image : ndarray of shape (pixels,), 0 to 1
        What the network was shown of it.
    data : DataReference
        What the network learned from; only of digits of MNIST's size it is said how usual they are.
    correctable : bool, default True
        Whether a person may say what it is, so that a network learns it; nobody teaches a test image.
    """
    correctable = correctable and data.shows_digits
    offered = [STEPS, WHY, *([SURE] if data.shows_digits else []), *([CORRECT] if correctable else [])]
    asked = st.segmented_control(
        "More about it",
        offered,
        format_func=as_text,
        key="draw_details",
        label_visibility="collapsed",
        persist_state="session",
        help="What happens to the drawing before the network sees it; why it answers so; how far to believe it; "
        "say what it really is, and have your handwriting learned.",
    )
    if asked == STEPS:
        show_steps(checkpoint, picture, data)
    elif asked == WHY:
        show_why(checkpoint, image, data)
    elif asked == SURE and data.shows_digits:
        show_confidence(checkpoint, image)
    elif asked == CORRECT and correctable:
        show_correction(image, checkpoint[0])
