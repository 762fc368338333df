"""Bringing in a network that was exported somewhere else."""

import streamlit as st

from mnist_core.files.network_file import MAX_FILE_BYTES
from pages.components.runs.table import CHOSEN
from pages.components.state import get_mnist, get_store, select_run
from pages.components.store_actions import attempt

UPLOADS = "import_count"
"""Session key of how many files were brought in; each gets an uploader of its own, so that none is read twice."""


def show_import() -> None:
    """Offer to upload a network file; it then appears among the runs."""
    key = f"network_file_{st.session_state.get(UPLOADS, 0)}"
    with st.popover("Import a network", icon=":material/upload:", help="Add a network from a safetensors file."):
        st.file_uploader(
            "Network file",
            type="safetensors",
            key=key,
            max_upload_size=MAX_FILE_BYTES // 1_000_000,
            on_change=import_upload,
            args=(key,),
            help="A .safetensors file that this program exported. It is checked before it is used, and its accuracy "
            "is measured anew.",
        )


def import_upload(key: str) -> None:
    """Add the uploaded network as a run, tick it, and make room for the next."""
    upload = st.session_state[key]
    if upload is None:
        return
    run = attempt(get_store().networks.import_, upload.getvalue(), test=get_mnist().test)
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    if run is not None:
        st.session_state[CHOSEN] = [run.id]
        select_run(run.id)
        st.toast(f"Imported a network with {run.test_accuracy:.2%} test accuracy.", icon=":material/check:")
