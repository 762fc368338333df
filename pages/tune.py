"""Tune: search for a good set-up on the left, watch the search think on the right."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.runs.study_data import load_study
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import show_failure
from pages.components.tuning.form import study_form
from pages.components.tuning.selection import choose_study
from pages.components.tuning.study_actions import show_undo, study_actions
from pages.components.tuning.study_view import study_view

left, right = st.columns([4, 11], gap="large")
with left:
    st.subheader("Search for a set-up")
    try:
        study_form()
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
with right:
    show_failure()
    show_undo()
    try:
        studies = get_store().studies.all()
        if not studies:
            st.info(
                "A search trains many networks, each with other values, and shows which of them read best. "
                "Choose what to vary on the left and start it.",
                icon=":material/travel_explore:",
            )
            st.stop()
        study = choose_study(studies)
        study_actions(load_study(get_store(), study.id))
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
        st.stop()
    study_view(study.id, study.status)
