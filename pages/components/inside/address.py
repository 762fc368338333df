"""What Inside keeps in the address bar."""

import streamlit as st

from pages.components.kept_address import KeptAddress

UNIT, IMAGE, LABEL, MOMENT, PART, SURGERY = "unit", "image", "label", "moment", "part", "surgery"
"""Names in the address bar."""

FOLLOWED = "inside_run"

_address = KeptAddress("inside")
asked, ask, kept = _address.asked, _address.ask, _address.kept


def follow_run(run_id: int) -> None:
    """Forget what belongs to one network alone when the person goes on to another."""
    last = st.session_state.get(FOLLOWED)
    st.session_state[FOLLOWED] = run_id
    if last not in (None, run_id):
        for name in (UNIT, MOMENT, SURGERY):
            ask(name, None)
