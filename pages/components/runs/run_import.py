"""Bringing in a run or a network that was exported somewhere else."""

import streamlit as st

from mnist_core.files.bundle import MAX_BUNDLE_BYTES
from mnist_core.files.several_bundles import unpack_several
from mnist_core.store.run import Run
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
            help="A whole run or several (.zip), or a network (.safetensors), that this program exported. It is "
            "checked before it is used, and its accuracy is measured anew.",
        )


def import_upload(key: str) -> None:
    """Add what was uploaded to the runs, tick it, and make room for the next."""
    upload = st.session_state[key]
    if upload is None:
        return
    parts = attempt(unpack_several, upload.getvalue()) or []
    runs: list[Run] = []
    for part in parts:
        run = attempt(get_store().bundles.import_any, part, test=get_mnist().test)
        if run is None:
            break  # what is wrong is told; those before it are there
        runs.append(run)
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    if runs:
        st.session_state[CHOSEN] = [run.id for run in runs]
        select_run(runs[-1].id)
        accuracy = f" with {runs[0].test_accuracy:.2%} test accuracy" if runs[0].test_accuracy is not None else ""
        told = f"run {runs[0].id}{accuracy}" if len(runs) == 1 else f"{len(runs)} runs"
        st.toast(f"Imported {told}.", icon=":material/check:")
