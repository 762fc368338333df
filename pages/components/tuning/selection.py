"""Which study the page shows: it stands in the address, so that a reload or a link shows the same."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.store.study import Study
from pages.components.kept_address import address_number
from pages.components.state import STUDY_PARAMETER

CHOSEN = "chosen_study"


def select_study(study_id: int | None) -> None:
    """Show this study from now on."""
    st.session_state[CHOSEN] = study_id
    if study_id is None:
        st.query_params.pop(STUDY_PARAMETER, None)
    else:
        st.query_params[STUDY_PARAMETER] = str(study_id)


def choose_study(studies: Sequence[Study]) -> Study:
    """Offer the studies, newest first, and return the chosen one."""
    by_id = {study.id: study for study in studies}
    asked = address_number(st.query_params.get(STUDY_PARAMETER))
    wanted = st.session_state.get(CHOSEN) if asked is None else asked
    st.session_state[CHOSEN] = wanted if wanted in by_id else studies[0].id
    chosen = st.selectbox(
        "Search",
        list(by_id),
        format_func=lambda study_id: f"#{study_id} {by_id[study_id].name} · {by_id[study_id].status.value}",
        key=CHOSEN,
        on_change=lambda: select_study(st.session_state[CHOSEN]),
        help="Which search to look at, the newest first.",
    )
    return by_id[chosen]
