"""Train: set up a network on the left, watch it learn on the right; on a phone, watch it right below Start."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.bring_into_view import bring_into_view
from pages.components.bring_into_view import is_phone as on_phone
from pages.components.linked_choices import take_choices
from pages.components.projector_mode import is_projected
from pages.components.runs.missing_run import missing_run
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_selected_run_id, get_store
from pages.components.store_actions import keep_worker_warm, show_failure
from pages.components.training.class_setup import read_class_setup
from pages.components.training.doctor_view import doctor_view
from pages.components.training.form import NOTES
from pages.components.training.form_address import keep_form_on_back, mend_address
from pages.components.training.group import get_selected_group
from pages.components.training.group_view import group_view
from pages.components.training.judged_weights import judged_weights
from pages.components.training.live_view import CHOICES, live_view
from pages.components.training.projector import projector
from pages.components.training.queue_view import queue_view, shown_run, waiting_order
from pages.components.training.run_controls import run_controls
from pages.components.training.run_header import run_header
from pages.components.training.setup_panel import setup_panel
from pages.components.training.start import STARTED_HERE, answer_start
from pages.components.training.welcome import welcome

keep_form_on_back()
mend_address()
st.session_state[NOTES] += read_class_setup()
take_choices(CHOICES)
try:
    keep_worker_warm()
    runs = get_store().runs.all()
except MnistCoreError as error:
    st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
    st.stop()

active = waiting_order(runs)
if is_projected():
    projector(shown_run(runs, active), active)
    show_failure()
    answer_start()
    st.stop()
left, right = st.columns([4, 9], gap="large")
is_phone = on_phone()
setup = left.container()
rest = st.container() if is_phone else left.container()
with setup:
    setup_panel(runs, active, rest=rest)
with right:
    show_failure()
    group = get_selected_group()
    run = shown_run(runs, active) if group is None else None
    gone = get_selected_run_id()
    if group is not None:
        group_view(group)
    elif run is None and gone is not None:
        missing_run(gone, [other for other in runs if other.source == "trained"])
    elif run is None:
        welcome()
    else:
        if is_phone and run.id == st.session_state.get(STARTED_HERE):
            bring_into_view(f"started_{run.id}")
        run_header(run, active)
        run_controls(run, runs)
        live_view(run, active, is_phone=is_phone)
        doctor_view(run)
        judged_weights(run)
    if any(run is None or other.id != run.id for other in active):
        queue_view(active)
answer_start()
