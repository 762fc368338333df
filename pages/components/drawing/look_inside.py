"""The way from a digit that was read to the page that follows it through the network."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.components.inside.drawn_image import as_text, inside_address
from pages.components.state import RUN_PARAMETER


def look_inside(image: NDArray[np.floating], run_id: int) -> None:
    """Offer to follow an image of 784 pixels through a run's network."""
    st.page_link(
        "inside.py",
        label="Look inside",
        icon=":material/neurology:",
        query_params=inside_address(image, run_id),
        help="Follow this digit through the network, unit by unit, and back.",
    )
    st.page_link(
        "evaluate.py",
        label="Put on the map",
        icon=":material/scatter_plot:",
        query_params={RUN_PARAMETER: str(run_id), "view": "map", "drawn": as_text(image)},
        help="See where this digit lies among the test digits, layer by layer.",
    )
