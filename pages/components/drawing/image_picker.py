"""Picking one of the test images to have it read."""

import numpy as np
import streamlit as st

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS
from mnist_core.evaluation.report import Evaluation, most_confident_mistakes
from pages.components.choice import choose_one

PLACE = "test_image"
WHICH = "test_image_which"
DIGIT = "test_image_digit"
ONE = "One digit"
CHOICES = ("Any", ONE, "A mistake")


def pick_test_image(test: ImageSet, evaluation: Evaluation) -> int | None:
    """Offer a random test image, one of a chosen digit, or one that the network gets wrong; return its place."""
    which = choose_one(
        "Which",
        CHOICES,
        key=WHICH,
        on_change=forget,
        help=f"Any of the {len(test):,} test images, one of the class you choose, or one that this network misreads.",
    )
    digit = None
    if which == ONE:
        digit = st.selectbox(
            "Digit" if test.class_names == DIGITS else "Class",
            range(len(test.class_names)),
            format_func=lambda place: test.class_names[place],
            key=DIGIT,
            on_change=forget,
            persist_state="session",
            help="The class to look for.",
        )
    places = candidates(which, digit, test, evaluation)
    st.button("Another one", icon=":material/casino:", on_click=forget, help="Pick another image of this kind.")
    if not len(places):
        st.info("This network misreads none of the test images; choose another kind.")
        return None
    if st.session_state.get(PLACE) not in places:
        st.session_state[PLACE] = int(np.random.default_rng().choice(places))
    place: int = st.session_state[PLACE]
    return place


def candidates(which: str, digit: int | None, test: ImageSet, evaluation: Evaluation) -> np.ndarray:
    """Return the places of the images to choose from."""
    if which == "A mistake":
        return most_confident_mistakes(evaluation)
    return np.arange(len(test)) if digit is None else np.flatnonzero(test.labels == digit)


def forget() -> None:
    """Let the next run pick anew."""
    st.session_state.pop(PLACE, None)
