"""How well a network reads the 10,000 test images, where and why it errs, and how far to believe it."""

import streamlit as st

from mnist_core.data.reference import MNIST
from mnist_core.errors import MnistCoreError
from pages.components.copy_link import copy_link, title_with_place
from pages.components.data.choice import choose_measure
from pages.components.evaluation.address import kept
from pages.components.evaluation.comparison_view import show_comparison
from pages.components.evaluation.confidence_view import show_confidence
from pages.components.evaluation.confusion_view import CHOICES_OF_MATRIX as CHOICES
from pages.components.evaluation.hardest_view import show_hardest
from pages.components.evaluation.labels_view import show_labels
from pages.components.evaluation.map_view import show_map
from pages.components.evaluation.mistakes_view import show_mistakes
from pages.components.evaluation.other_data_view import show_other_data
from pages.components.evaluation.report_view import show_report
from pages.components.evaluation.robustness_view import show_robustness
from pages.components.evaluation.slices_view import show_slices
from pages.components.evaluation.subject import Subject
from pages.components.evaluation.views import (
    COMPARISON,
    CONFIDENCE,
    HARDEST,
    LABELS,
    MAP,
    MISTAKES,
    REPORT,
    ROBUSTNESS,
    SLICES,
    choose_view,
)
from pages.components.linked_choices import link_of_choices, take_choices
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.runs.network_picker import pick_network
from pages.components.runs.still_training import tell_still_training
from pages.components.runs.window_title import title_window
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import RUN_PARAMETER, get_data, get_mnist, get_selected_run_id

SHOW = {
    MISTAKES: show_mistakes,
    COMPARISON: show_comparison,
    HARDEST: show_hardest,
    SLICES: show_slices,
    CONFIDENCE: show_confidence,
    LABELS: show_labels,
    ROBUSTNESS: show_robustness,
    MAP: show_map,
    REPORT: show_report,
}

link_place = title_with_place("Evaluate")
take_choices(CHOICES)
run = pick_network()
if run is None:
    st.stop()
if (wanted := get_selected_run_id()) not in (None, run.id):
    st.warning(f"Run {wanted} has no network to evaluate yet; here is another one.", icon=":material/link_off:")
tell_still_training(run)
title_window("Evaluate", run)
with link_place:
    copy_link({RUN_PARAMETER: str(run.id)} | kept() | link_of_choices(CHOICES), key="copy_link")
measured_by = choose_measure(run)
key = checkpoint_key(run)
if measured_by != MNIST or run.config.data.key != MNIST.key:
    try:
        test = get_data(measured_by).test
        evaluation = cached_evaluation(key, measured_by)
    except MnistCoreError as error:
        st.error(f"{as_sentence(as_markdown(str(error)))}", icon=":material/database_off:")
        st.stop()
    show_other_data(test, evaluation)
    st.stop()
try:
    subject = Subject(run, key, cached_network(key), cached_evaluation(key), get_mnist())
except MnistCoreError as error:
    st.error(f"This network cannot be used: {as_markdown(str(error))}.")
    st.stop()
SHOW[choose_view()](subject)
