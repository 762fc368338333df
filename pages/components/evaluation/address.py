"""What is looked at, kept in the address bar: a link, a reload or a change of page shows the same again."""

import streamlit as st

VIEW, ORDER, IMAGE, OTHER = "view", "order", "image", "other"
SLICE, CORRUPTION, PART = "slice", "corruption", "part"
METHOD, DRAWN = "map", "drawn"
"""Names in the address bar: the part of the page, the order of digits, the one digit, the second run, the
kind of images, what is done to them, the part of
the data, how a map is laid out, a drawing to put on it."""


def asked(name: str) -> str | None:
    """Return what the address says, or what it said when the page was left."""
    text = st.query_params.get(name)
    if text is not None:
        st.session_state[_kept(name)] = text
    return st.session_state.get(_kept(name))


def ask(name: str, value: str | None) -> None:
    """Put something into the address, or with None take it out."""
    st.session_state[_kept(name)] = value
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _kept(name: str) -> str:
    """Return the session key under which the last value is kept."""
    return f"evaluate_{name}"
