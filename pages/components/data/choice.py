"""Choosing the data whose images a network is measured by."""

import streamlit as st

from mnist_core.data.reference import DataReference
from mnist_core.store.run import Run
from pages.components.settings.data_sets import data_names


def choose_measure(run: Run) -> DataReference:
    """Offer the data whose test images the run's network can read; at first those that it learned from."""
    own = run.config.data
    names = {own.name: own} | {
        reference.name: reference
        for reference in data_names().values()
        if reference.image_side == own.image_side and set(reference.class_names) <= set(own.class_names)
    }
    if len(names) == 1:
        return own
    key = f"measured_by_{run.id}"
    chosen = st.selectbox(
        "Test images of",
        list(names),
        key=key,
        help="Whose test images to measure by: those of the data that it learned from, or of others that look like "
        "them and show the same classes.",
    )
    return names[chosen]
