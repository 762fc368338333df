"""Bringing in a run or a network that was exported somewhere else."""

import streamlit as st

from mnist_core.files.bundle import MAX_BUNDLE_BYTES
from pages.components.runs.table import CHOSEN
from pages.components.state import get_mnist, get_store, select_run
from pages.components.store_actions import attempt

UPLOADS = "import_count"
"""Session key of how many files were brought in; each gets an uploader of its own, so that none is read twice."""


def show_import() -> None:
    """Offer to upload a file; what it holds then appears among the runs."""
    key = f"import_{st.session_state.get(UPLOADS, 0)}"
    with st.popover("Import", icon=":material/upload:", help="Add a run or a network from another machine."):
        st.file_uploader(
            "Run or network",
            type=["zip", "safetensors"],
            key=key,
            max_upload_size=MAX_BUNDLE_BYTES // 1_000_000,
            on_change=import_upload,
            args=(key,),
            help="A whole run (.zip) or a network (.safetensors) that this program exported. It is checked before it "
            "is used, and its accuracy is measured anew.",
        )


def import_upload(key: str) -> None:
    """Add what was uploaded as a run, tick it, and make room for the next."""
    upload = st.session_state[key]
    if upload is None:
        return
    run = attempt(get_store().bundles.import_any, upload.getvalue(), test=get_mnist().test)
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    if run is not None:
        st.session_state[CHOSEN] = [run.id]
        select_run(run.id)
        accuracy = f" with {run.test_accuracy:.2%} test accuracy" if run.test_accuracy is not None else ""
        st.toast(f"Imported run {run.id}{accuracy}.", icon=":material/check:")
