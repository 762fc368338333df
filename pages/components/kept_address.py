"""What is looked at, kept in the address bar: a link, a reload or a change of page shows the same again."""

import streamlit as st

MOST_DIGITS = 18
"""Of a number in the address: a store can hold it."""


def address_number(text: str | None) -> int | None:
    """Return the whole number that the address holds, or None where a text is none."""
    return int(text) if text is not None and text.isdecimal() and len(text) <= MOST_DIGITS else None


class KeptAddress:
    """What a page writes into the address, and remembers when it is left.

    Parameters
    ----------
    page : str
        Tells its session keys from those of other pages.
    """

    def __init__(self, page: str) -> None:
        self._page = page
        self._names: set[str] = set()

    def asked(self, name: str) -> str | None:
        """Return what the address says, or what it said when the page was left."""
        self._names.add(name)
        text = st.query_params.get(name)
        if text is not None:
            st.session_state[self._kept(name)] = text
        return st.session_state.get(self._kept(name))

    def ask(self, name: str, value: str | None) -> None:
        """Put something into the address, or with None take it out."""
        self._names.add(name)
        st.session_state[self._kept(name)] = value
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value

    def kept(self) -> dict[str, str | list[str]]:
        """Return all that the page remembers, for a link to it: the address holds it only until the page is left."""
        texts = {name: st.session_state.get(self._kept(name)) for name in sorted(self._names)}
        return {name: text for name, text in texts.items() if text is not None}

    def _kept(self, name: str) -> str:
        """Return the session key under which the last value is kept."""
        return f"{self._page}_{name}"
