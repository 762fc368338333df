"""Every run: look, choose, rename, resume, take away, bring in, delete and undo."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.language.chosen import say
from pages.components.runs.actions import show_clear_queue, show_run_actions
from pages.components.runs.deleted_view import show_deleted, show_undo
from pages.components.runs.disk_use import show_disk_use
from pages.components.runs.marks_view import choose_shown, chosen_columns
from pages.components.runs.run_import import show_import
from pages.components.runs.searches import fold_trials
from pages.components.runs.table import choose_runs
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import show_failure

REFRESH_SECONDS = 3

st.title(say("Runs"))
try:
    store = get_store()
    is_busy = any(not run.status.is_over for run in store.runs.all())
except MnistCoreError as error:
    st.error(f"The runs cannot be read: {as_markdown(str(error))}.")
    st.stop()


@st.fragment(run_every=REFRESH_SECONDS if is_busy else None)
def show_runs() -> None:
    """Show the table and its actions; brought up to date by itself while something trains."""
    show_failure()
    try:
        draw_runs()
    except MnistCoreError as error:
        st.error(f"The runs cannot be read: {as_markdown(str(error))}.")


def draw_runs() -> None:
    """Draw the runs as they are now."""
    show_undo()
    for sentence in store.runs.unreadable():
        st.warning(as_markdown(as_sentence(sentence)), icon=":material/warning:")
    everything, disk = store.runs.all(include_deleted=True), store.networks.disk_use()
    runs = [run for run in everything if run.deleted_at is None]
    if any(not run.status.is_over for run in runs) != is_busy:
        st.rerun()
    runs = fold_trials(runs)
    if runs:
        marks = store.marks.all()
        shown = choose_shown(runs, marks)
        if shown:
            show_run_actions(choose_runs(shown, disk.runs, marks, chosen_columns()))
        else:
            st.info("No run passes the filter.", icon=":material/filter_alt:")
    elif not store.studies.all():
        st.info("There are no runs yet: train a network first.", icon=":material/model_training:")
        st.page_link("train.py", label="Go to Train", icon=":material/arrow_forward:")
    with st.container(horizontal=True, vertical_alignment="center"):
        show_import()
        show_clear_queue(runs)
    show_deleted([run for run in everything if run.deleted_at is not None])
    show_disk_use(disk)


show_runs()
