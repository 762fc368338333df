"""Several runs side by side: what was changed, what it did, and whether it was more than luck."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.comparison.curves_view import CHOICES, choose_view, show_curves
from pages.components.comparison.seed_significance import show_seed_test
from pages.components.comparison.significance import show_mcnemar
from pages.components.comparison.tables import show_differences, show_results, show_seeds
from pages.components.copy_link import copy_link, title_with_place
from pages.components.linked_choices import link_of_choices, take_choices
from pages.components.runs.run_choice import choose_compared, comparable_runs
from pages.components.shown_text import as_markdown
from pages.components.state import COMPARED_PARAMETER

link_place = title_with_place("Compare")
take_choices(CHOICES)
try:
    runs = comparable_runs()
except MnistCoreError as error:
    st.error(f"The runs cannot be read: {as_markdown(str(error))}.")
    st.stop()
if len(runs) < 2:
    st.info("Two runs can be compared, so train a second one with something changed.", icon=":material/model_training:")
    st.page_link("train.py", label="Go to Train", icon=":material/arrow_forward:")
    st.stop()
chosen = choose_compared(runs)
if not chosen:
    st.info("Choose the runs to compare, or tick them on Runs.")
    st.page_link("runs.py", label="Go to Runs", icon=":material/arrow_forward:")
    st.stop()

with link_place:
    compared = {COMPARED_PARAMETER: [str(run.id) for run in chosen]}
    copy_link(compared | link_of_choices(CHOICES), key="copy_link")
show_curves(chosen, choose_view(chosen))
results_column, differences_column = st.columns([3, 2], gap="large")
with results_column:
    st.header("Results")
    show_results(chosen)
    show_seeds(chosen)
    show_seed_test(chosen)
with differences_column:
    show_differences(chosen)
with results_column:
    show_mcnemar(chosen)  # last, because it has networks read the test images
