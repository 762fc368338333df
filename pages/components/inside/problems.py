"""What cannot be done with what an address or a person asked, as a sentence that is shown as it is."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_selected_run_id, select_run


def show_problem(error: MnistCoreError, instead: str = "") -> None:
    """Warn of an error; `instead` says in a sentence what is shown in its place."""
    st.warning(f"{as_markdown(as_sentence(str(error)))} {instead}".strip(), icon=":material/link_off:")


def tell_if_gone(shown: Run) -> None:
    """Say that the run that was asked for is not the one that is shown, and look at this one from now on."""
    asked = get_selected_run_id()
    if asked in (None, shown.id):
        return
    st.warning(f"Run {asked} has no network yet, so another one is shown.", icon=":material/link_off:")
    select_run(shown.id)
