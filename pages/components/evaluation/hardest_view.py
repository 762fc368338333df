"""The test images that most runs misread."""

import numpy as np
import streamlit as st

from mnist_core.evaluation.hardest import hardest_first, times_misread
from pages.components.evaluation.digit_gallery import chosen_place, show_gallery
from pages.components.evaluation.digit_view import show_digit
from pages.components.evaluation.run_readings import known_readings, read_unknown
from pages.components.evaluation.subject import Subject

AT_LEAST = "hardest_at_least"


def show_hardest(subject: Subject) -> None:
    """Show how many of all runs misread each test image, the ones that all misread first."""
    known, unknown = known_readings()
    counts = times_misread([reading.predicted for _, reading in known], subject.test.labels)
    if (place := chosen_place(len(subject.test))) is not None:
        return show_digit(subject, place, hardest_first(counts), back="the hardest")
    if unknown:
        read_unknown(unknown)
    if not known:
        return None
    by_all = int(np.sum(counts == len(known)))
    st.markdown(
        f"**{by_all:,}** of the {len(counts):,} test images are misread by all of the {len(known):,} networks, "
        f"**{int(np.sum(counts > 0)):,}** by at least one."
    )
    at_least = 1
    if len(known) > 1:
        at_least = st.slider(
            "Misread by at least",
            1,
            len(known),
            key=AT_LEAST,
            persist_state="session",
            help="Of how many networks an image must be misread to be shown. What all misread is hard in itself, or "
            "its label is wrong.",
        )
    places = hardest_first(counts, at_least)
    st.markdown(f"**{len(places):,} images, the hardest first**")
    if len(places):
        show_gallery(
            subject.network,
            subject.test,
            places,
            key=f"hardest_{at_least}",
            label="The hardest test images",
            notes={int(place): f"{counts[place]} of {len(known)}" for place in places},
        )
        st.caption("Under each image: what this network reads, and how many of all networks misread it.")
    return None
