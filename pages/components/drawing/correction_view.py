"""Telling the network what a drawing really is, and having it learn one's own hand from that."""

import zlib

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.image import CLASSES
from pages.components.drawing.lesson_view import show_lesson
from pages.components.drawing.own_digits_view import show_own_digits
from pages.components.state import get_store
from pages.components.store_actions import attempt, show_failure

SAID = "correction"
"""What the keys of the ten answers begin with."""


def show_correction(seen: NDArray[np.floating], run_id: int) -> None:
    """Offer to say what a drawing is, to look through what was kept, and to teach it to a copy of the network.

    Parameters
    ----------
    seen : ndarray, shape (784,), 0 to 1
        The drawing as the network sees it.
    run_id : int
        The run whose network reads it.
    """
    with st.container(border=True):
        image = np.rint(np.clip(seen, 0, 1) * 255).astype(np.uint8)
        digits = get_store().own_digits.all()
        kept = next((digit for digit in reversed(digits) if np.array_equal(digit.image, image)), None)
        if kept is None:
            key = f"{SAID}_{zlib.crc32(image.tobytes())}"
            st.segmented_control(
                "Wrong? It was a",
                range(CLASSES),
                key=key,
                on_change=_keep,
                args=(key, image),
                help="Keeps this drawing, with the digit that you say it is, among your digits. They stay on this "
                "machine, with the runs. A right answer is worth keeping too.",
            )
        else:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"Kept among your digits as a {kept.label}.")
                st.button(
                    "Take back",
                    icon=":material/undo:",
                    on_click=attempt,
                    args=(get_store().own_digits.remove, [kept.id]),
                    help="Take this drawing out of your digits again.",
                )
        show_failure()
        show_lesson(len(digits), run_id)
        show_own_digits(digits)


def _keep(key: str, image: NDArray[np.uint8]) -> None:
    """Keep the drawing as what was said of it."""
    label = st.session_state.get(key)
    if label is not None:
        attempt(get_store().own_digits.add, image, int(label))
