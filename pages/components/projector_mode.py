"""Projector mode: whether a page is to be seen from afar. It stands in the address, so that a link can ask for it."""

import streamlit as st

PARAMETER = "projector"
"""Name in the address bar; what it says counts for nothing."""


def is_projected() -> bool:
    """Whether the address asks for a page to be seen from afar."""
    return PARAMETER in st.query_params


def projector_switch() -> None:
    """Draw the button that turns projector mode on or off, and with it the whole page."""
    on = is_projected()
    if st.button(
        "Leave" if on else "Projector",
        key="projector_switch",
        type="tertiary",
        icon=":material/close_fullscreen:" if on else ":material/present_to_all:",
        help="Show everything again." if on else "Large figures and one chart, for a projector; ?projector in a link.",
    ):
        _switch()
        st.rerun()


def _switch() -> None:
    """Turn projector mode on or off."""
    if is_projected():
        del st.query_params[PARAMETER]
    else:
        st.query_params[PARAMETER] = "on"
