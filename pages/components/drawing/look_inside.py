"""What one does with a digit that was read: follow it through the network, or pin it for runs to read."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.store.run import Run
from pages.components.inside.drawn_image import as_text, inside_address
from pages.components.state import RUN_PARAMETER, get_store
from pages.components.store_actions import attempt, show_failure

PINNED = "Pinned: every run that trains from now on reads it, and Train shows how sure it becomes of it."


def look_inside(image: NDArray[np.floating], run: Run) -> None:
    """Offer to follow an image through a run's network; one of a digit as MNIST has them, to pin it and more."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.page_link(
            "inside.py",
            label="Look inside",
            icon=":material/neurology:",
            query_params=inside_address(image, run.id),
            help="Follow it through the network, unit by unit, and back.",
        )
        if not run.config.data.shows_digits:
            return
        st.page_link(
            "evaluate.py",
            label="Put on the map",
            icon=":material/scatter_plot:",
            query_params={RUN_PARAMETER: str(run.id), "view": "map", "drawn": as_text(image)},
            help="See where this digit lies among the test digits, layer by layer.",
        )
        st.button(
            "Pin this digit",
            key="pin_digit",
            icon=":material/keep:",
            on_click=_pin,
            args=(image,),
            help="Keep it, up to 20 digits, for every run to read while it trains.",
        )
    show_failure()


def _pin(image: NDArray[np.floating]) -> None:
    """Keep the digit, and say so."""
    if attempt(get_store().pins.add, np.clip(np.ravel(image), 0, 1)) is not None:
        st.toast(PINNED, icon=":material/keep:")
