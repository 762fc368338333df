"""Taking a run away: as a file for this program, for others, or for a spreadsheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from mnist_core.command_line.options import write_command
from mnist_core.export import predict
from mnist_core.export.onnx_model import onnx_bytes
from mnist_core.export.page.build import run_page
from mnist_core.export.report.build import report_bytes
from mnist_core.files.several_bundles import MAX_RUNS, pack_several
from mnist_core.store.networks import network_facts
from mnist_core.store.run import Run
from pages.components.runs.names import file_stem
from pages.components.state import get_mnist, get_store

MOST_BYTES = 300_000_000
"""Of several runs in one file, which is made in memory."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called, how it is made, what its name ends with, and what it is for."""

    title: str
    make: Callable[[Run], bytes | str]
    ending: str
    kind: str
    purpose: str
    needs_network: bool = False
    needs_history: bool = False


KINDS = (
    Kind(
        "Everything",
        lambda run: get_store().bundles.export(run.id),
        ".zip",
        "application/zip",
        "The whole run in one file: set-up, history, snapshots and network. Import brings it into another machine's "
        "runs.",
    ),
    Kind(
        "Report",
        lambda run: report_bytes(get_store(), [run.id], get_mnist().test, command=write_command),
        ".html",
        "text/html",
        "Set-up, curves, confusion matrix and the mistakes it was surest of as one HTML page, to read, print and keep.",
    ),
    Kind(
        "Page that reads digits",
        lambda run: run_page(get_store(), run.id, get_mnist().test),
        ".html",
        "text/html",
        "One HTML file with a sheet to draw on and this network inside. It opens in any browser, on a phone too, and "
        "needs no connection.",
        needs_network=True,
    ),
    Kind(
        "Network",
        lambda run: get_store().networks.export(run.id),
        ".safetensors",
        "application/octet-stream",
        "The weights as a safetensors file, with the set-up and the test accuracy inside. PyTorch and this program can "
        "load it.",
        needs_network=True,
    ),
    Kind(
        "ONNX",
        lambda run: onnx_bytes(get_store().networks.load(run.id), metadata=network_facts(run)),
        ".onnx",
        "application/octet-stream",
        "The network for other programs to run: images as numbers from 0 to 1 in, probabilities out.",
        needs_network=True,
    ),
    Kind(
        "History",
        lambda run: get_store().history.as_csv(run.id),
        ".csv",
        "text/csv",
        "Loss, accuracy and time of every epoch as CSV.",
        needs_history=True,
    ),
)


def show_export(run: Run) -> None:
    """Offer what a run can be taken away as."""
    with st.popover("Export", icon=":material/download:", help="Take this run away as a file."):
        for kind in KINDS:
            _show_download(run, kind)
        st.download_button(
            "predict.py",
            Path(predict.__file__).read_bytes,
            "predict.py",
            "text/x-python",
            icon=":material/code:",
            on_click="ignore",
            help="A short script that reads images with the network file; it needs NumPy and nothing else.",
        )


def show_shared_report(runs: Sequence[Run]) -> None:
    """Offer one report of several runs."""
    ids = [run.id for run in runs]
    st.download_button(
        "Report",
        lambda: report_bytes(get_store(), ids, get_mnist().test, command=write_command),
        "mnist-runs.html",
        "text/html",
        icon=":material/download:",
        on_click="ignore",
        help="These runs beside one another as one HTML page: results, curves, what differs, matrices.",
    )


def show_export_several(runs: Sequence[Run]) -> None:
    """Offer several whole runs as one zip file, where they are not too much for one."""
    disk = get_store().networks.disk_use().runs
    size = sum(disk.get(run.id, 0) for run in runs)
    too_large = size > MOST_BYTES or len(runs) > MAX_RUNS
    st.download_button(
        "Export all",
        lambda: bundles_bytes([run.id for run in runs]),
        "mnist-runs.zip",
        "application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        disabled=too_large,
        key="export_several",
        help=f"These {len(runs)} runs take {size / 1e6:,.0f} MB, and one file may hold {MAX_RUNS} and "
        f"{MOST_BYTES / 1e6:,.0f} MB: tick fewer."
        if too_large
        else "Every ticked run with its history, snapshots and network, in one file that Import takes.",
    )


def bundles_bytes(ids: Sequence[int]) -> bytes:
    """Return one file of whole runs."""
    store = get_store()
    return pack_several({file_stem(store.runs.get(run_id)): store.bundles.export(run_id) for run_id in ids})


def _show_download(run: Run, kind: Kind) -> None:
    """Offer one kind of file, which is made when it is asked for."""
    lacks = (kind.needs_network and not run.has_checkpoint) or (kind.needs_history and not run.epoch)
    st.download_button(
        kind.title,
        lambda: kind.make(run),
        f"{file_stem(run)}{kind.ending}",
        kind.kind,
        icon=":material/download:",
        on_click="ignore",
        disabled=lacks,
        help=kind.purpose,
    )
