"""Networks and how well they read the test images, loaded and measured once for all sessions.

Nobody trains them here: a network whose files change is another entry of the cache.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.data.reference import DataReference
from mnist_core.evaluation.report import Evaluation, evaluate
from mnist_core.store.run import Run
from pages.components.state import get_data, get_store


def checkpoint_key(run: Run) -> tuple[Any, ...]:
    """Return the run's number and what else changes whenever its saved weights do: its files and their times."""
    folder = get_store().runs.folder(run.id)
    return (run.id, run.created_at, *((path.name, changed_at(path)) for path in sorted(folder.glob("*.safetensors"))))


def changed_at(path: Path) -> int:
    """Return when a file was written, nanoseconds; 0 if it has just gone."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_resource(max_entries=8, show_spinner=False)
def cached_network(checkpoint: tuple[Any, ...]) -> Any:
    """Load the network of a checkpoint once; sessions share it, and nobody trains it."""
    return get_store().networks.load(checkpoint[0])


@st.cache_resource(max_entries=32, show_spinner="Reading the test images…")
def cached_evaluation(checkpoint: tuple[Any, ...], data: DataReference | None = None) -> Evaluation:
    """Measure the network of a checkpoint once, on the test images of other data or of those that it learned from.

    Raises
    ------
    DataError
        If the data were removed, or are not such as this network reads.
    """
    reference = get_store().runs.get(checkpoint[0]).config.data if data is None else data
    network = get_store().networks.load(checkpoint[0])  # one of its own, whose buffers for 1000 images go with it
    evaluation = evaluate(network, get_data(reference).test)
    for array in (evaluation.probabilities, evaluation.predicted, evaluation.confusion):
        array.flags.writeable = False
    return evaluation


def reading_version(run: Run) -> str:
    """Return the letters and digits under which what a run reads in the test images is kept."""
    return hashlib.sha256(repr(checkpoint_key(run)).encode()).hexdigest()[:24]


@st.cache_resource(max_entries=64, show_spinner=False)
def network_digest(checkpoint: tuple[Any, ...]) -> str:
    """Return a digest of a checkpoint's network: equal for equal networks, whatever run they belong to."""
    network = cached_network(checkpoint)
    digest = hashlib.sha256(repr(sorted(network.describe().items())).encode())
    for array in (network.parameters, network.state):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:24]
