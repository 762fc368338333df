"""Which group of runs, started together, the page Train shows; it stands in the address, so that a reload shows it."""

import streamlit as st

from pages.components.kept_address import address_number
from pages.components.state import GROUP_PARAMETER, RUN_PARAMETER, SELECTED_GROUP

STARTED_TOGETHER = "started_together"
"""Session key of the group that was last started from the form, which is scrolled to."""


def get_selected_group() -> int | None:
    """Return the number of the search whose runs the person watches together; None where one run is shown."""
    number = address_number(st.query_params.get(GROUP_PARAMETER, ""))
    if number is not None:
        st.session_state[SELECTED_GROUP] = number
    elif RUN_PARAMETER in st.query_params:
        st.session_state[SELECTED_GROUP] = None
    chosen: int | None = st.session_state.get(SELECTED_GROUP)
    if chosen is not None:
        select_group(chosen)
    return chosen


def select_group(study_id: int | None) -> None:
    """Show the runs of a search together, or, with None, one run again."""
    st.session_state[SELECTED_GROUP] = study_id
    if study_id is None:
        st.query_params.pop(GROUP_PARAMETER, None)
    else:
        st.query_params[GROUP_PARAMETER] = str(study_id)
        st.query_params.pop(RUN_PARAMETER, None)
