"""How well a network reads the 10,000 test images, where and why it errs, and how far to believe it."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.evaluation.mistakes_view import show_mistakes
from pages.components.evaluation.subject import Subject
from pages.components.evaluation.views import MISTAKES, choose_view
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.runs.network_picker import pick_network
from pages.components.shown_text import as_markdown
from pages.components.state import get_mnist

SHOW = {MISTAKES: show_mistakes}

st.title("Evaluate")
run = pick_network()
if run is None:
    st.stop()
key = checkpoint_key(run)
try:
    subject = Subject(run, key, cached_network(key), cached_evaluation(key), get_mnist())
except MnistCoreError as error:
    st.error(f"This network cannot be used: {as_markdown(str(error))}.")
    st.stop()
SHOW[choose_view()](subject)
