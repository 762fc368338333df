"""Choosing the data whose images a network is measured by."""

import streamlit as st

from mnist_core.data.reference import DataReference
from mnist_core.store.run import Run
from pages.components.settings.data_sets import data_names
from pages.components.shown_text import as_markdown

MEASURED_BY = "measured_by"
"""Name in the address bar of the data whose images a network is measured by."""

ASKED = "measured_by_asked"


def choose_measure(run: Run) -> DataReference:
    """Offer the data whose test images the run's network can read; at first those that it learned from."""
    own = run.config.data
    names = {own.name: own} | {
        reference.name: reference
        for reference in data_names().values()
        if reference.image_side == own.image_side and set(reference.class_names) <= set(own.class_names)
    }
    asked = st.query_params.get(MEASURED_BY, "")
    if asked and asked not in names:
        st.info(
            f"This network cannot read {as_markdown(asked)}: it knows images of {own.image_side} × {own.image_side} "
            f"pixels in the classes of {as_markdown(own.name)}. Choose a network that learned from images like them.",
            icon=":material/info:",
        )
    if len(names) == 1:
        return names[own.name]
    key = f"measured_by_{run.id}"
    if asked in names and st.session_state.get(ASKED) != asked:
        st.session_state[key] = st.session_state[ASKED] = asked
    chosen = st.selectbox(
        "Test images of",
        list(names),
        key=key,
        help="Whose test images to measure by: those of the data that it learned from, or of others that look like "
        "them and show the same classes.",
    )
    reference = names[chosen]
    if (shown := len(reference.class_names)) < (known := len(own.class_names)):
        st.caption(f"They show {shown} of the {known} classes that this network knows; it may answer any of them.")
    return reference
