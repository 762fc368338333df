"""A set-up that a lesson brings to Train: the whole form holds it, whatever it held before.

An address sets the controls that it names. The others would keep what the person last chose there, and the lesson's
runs would then differ in more than what it is about.
"""

import streamlit as st

from pages.components.lessons.doors import setup_values
from pages.components.lessons.lesson import Door

EXPECTED = "lesson_setup"
"""Session key of the doors to Train that were offered last, by their addresses."""


def expect_setup(door: Door) -> None:
    """Note where a door that is offered leads, if it brings a set-up."""
    if door.config is not None:
        st.session_state[EXPECTED] = door


def take_setup() -> None:
    """Fill the form, if the person has just come to Train through that door."""
    door = st.session_state.get(EXPECTED)
    if not isinstance(door, Door) or door.config is None or st.query_params.to_dict() != door.query:
        return
    del st.session_state[EXPECTED]
    for name, value in setup_values(door.config).items():
        st.session_state[name] = value
