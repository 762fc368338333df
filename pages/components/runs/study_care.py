"""Looking after the searches whose progress a person watches."""

import time

import streamlit as st

from mnist_core.store.study import StudyStatus
from pages.components.state import get_store

CARE_SECONDS = 3.0
LAST_CARE = "last_tuner_care"


def look_after(status: StudyStatus) -> None:
    """Every few seconds, start a tuner where one died."""
    if status.is_over or time.monotonic() - st.session_state.get(LAST_CARE, 0.0) < CARE_SECONDS:
        return
    st.session_state[LAST_CARE] = time.monotonic()
    get_store().tuners.ensure()
