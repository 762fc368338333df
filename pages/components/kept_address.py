"""What is looked at, kept in the address bar: a link, a reload or a change of page shows the same again."""

import streamlit as st


class KeptAddress:
    """What a page writes into the address, and remembers when it is left.

    Parameters
    ----------
    page : str
        Tells its session keys from those of other pages.
    """

    def __init__(self, page: str) -> None:
        self._page = page

    def asked(self, name: str) -> str | None:
        """Return what the address says, or what it said when the page was left."""
        text = st.query_params.get(name)
        if text is not None:
            st.session_state[self._kept(name)] = text
        return st.session_state.get(self._kept(name))

    def ask(self, name: str, value: str | None) -> None:
        """Put something into the address, or with None take it out."""
        st.session_state[self._kept(name)] = value
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value

    def _kept(self, name: str) -> str:
        """Return the session key under which the last value is kept."""
        return f"{self._page}_{name}"
