"""Tune: search for a good set-up, or let some race; what to do on the left, what happens on the right."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.runs.study_data import load_study
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import show_failure
from pages.components.tuning.form import study_form
from pages.components.tuning.mode import RACE, choose_mode
from pages.components.tuning.race_form import race_form
from pages.components.tuning.race_view import race_view
from pages.components.tuning.selection import choose_study
from pages.components.tuning.study_actions import show_undo, study_actions
from pages.components.tuning.study_view import study_view

left, right = st.columns([4, 11], gap="large")
with left:
    races = choose_mode() == RACE
    st.subheader("Let set-ups race" if races else "Search for a set-up")
    try:
        (race_form if races else study_form)()
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
with right:
    show_failure()
    try:
        if races:
            race_view()
            st.stop()
        show_undo()
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
