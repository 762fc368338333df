"""How well a network reads the 10,000 test images, and where and why it errs."""

import numpy as np
import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.evaluation.report import most_confident_mistakes
from pages.components.evaluation.confusion_view import cell_title, choose_cell, show_confusion_matrix
from pages.components.evaluation.digit_gallery import show_gallery
from pages.components.evaluation.digit_scores import show_digit_scores, show_self_knowledge
from pages.components.networks import cached_evaluation, checkpoint_key
from pages.components.runs.network_picker import pick_network
from pages.components.shown_text import as_markdown
from pages.components.state import get_mnist

st.title("Evaluate")
run = pick_network()
if run is None:
    st.stop()
try:
    evaluation = cached_evaluation(checkpoint_key(run))
except MnistCoreError as error:
    st.error(f"This network cannot be used: {as_markdown(str(error))}.")
    st.stop()

test = get_mnist().test
right = int(np.sum(evaluation.correct))
low, high = wilson_interval(right, len(test))
with st.container(horizontal=True):
    st.metric(
        "Test accuracy", f"{evaluation.accuracy:.2%}", border=True, help="Share of the 10,000 test images read rightly."
    )
    st.metric(
        "95% interval",
        f"{100 * low:.2f}–{high:.2%}",
        border=True,
        help="Wilson's interval: where the accuracy on all such images lies, 95 times in 100. Two networks whose "
        "intervals overlap much may be equally good; Compare tests that.",
    )
    st.metric("Misread", f"{len(test) - right:,}", border=True, help="Test images that the network reads wrongly.")
    st.metric(
        "Test loss",
        f"{evaluation.loss:.4f}",
        border=True,
        help="Mean cross-entropy an image, in nats. Confident mistakes make it grow most; guessing gives 2.30.",
    )

matrix_column, digits_column = st.columns([1, 1], gap="large")
with matrix_column:
    st.subheader("Confusion matrix")
    show_confusion_matrix(evaluation)
with digits_column:
    st.subheader("Most confused")
    digit, read_as = choose_cell(evaluation)
    places = most_confident_mistakes(evaluation, digit, read_as)
    st.markdown(f"**{cell_title(digit, read_as, len(places))}**")
    if len(places):
        show_gallery(test, evaluation, places, key=f"gallery_{digit}_{read_as}", run_id=run.id)
        st.caption("Click a digit to follow it through the network.")

scores_column, knowledge_column = st.columns([1, 1], gap="large")
with scores_column:
    st.subheader("By digit")
    show_digit_scores(evaluation)
with knowledge_column:
    st.subheader("Does it know when it errs?")
    show_self_knowledge(evaluation)
