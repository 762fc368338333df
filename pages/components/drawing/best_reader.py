"""Which network reads drawings best, and by how much.

A network that was only shown MNIST reads drawings worse than its test accuracy says. So each is measured on digits
that are drawn in code with a pen, and Draw begins with the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.handwriting import write_digits
from mnist_core.errors import MnistCoreError
from mnist_core.store.run import Run
from pages.components.networks import cached_network, checkpoint_key
from pages.components.runs.names import run_name
from pages.components.runs.network_picker import runs_with_network
from pages.components.shown_text import as_markdown
from pages.components.state import select_run

MEASURED = 300
MOST_RUNS = 12
"""Runs that are compared, the newest; to read the files of hundreds would take seconds."""


def best_reader(runs: Sequence[Run]) -> Run:
    """Return the run whose network reads most of the drawn digits, the shipped one and the newest among them."""
    if len(runs) == 1:
        return runs[0]
    shipped = [run for run in runs if run.source == "pretrained"]
    return max([*shipped, *[run for run in runs if run not in shipped][:MOST_RUNS]], key=drawn_score)


def drawn_score(run: Run) -> float:
    """Return the share of the drawn digits that a run's network reads correctly; -1 where it reads none at all."""
    if not run.config.data.shows_digits:
        return -1.0
    try:
        return _score(checkpoint_key(run))
    except MnistCoreError:
        return -1.0


@dataclass(frozen=True)
class Comparison:
    """The share of the drawn digits that a network reads correctly, and the best network with its own share."""

    own: float
    best: Run
    most: float


def compare_readers(run: Run) -> Comparison | None:
    """Compare a run's network with the best; None where there is no other."""
    runs = runs_with_network()
    if len(runs) == 1:
        return None
    best = best_reader(runs)
    return Comparison(drawn_score(run), best, drawn_score(best))


def tell_reader(compared: Comparison) -> None:
    """Say how well a network reads drawings, and offer the best where it is another."""
    if compared.own >= compared.most:
        st.caption(f"No network here reads drawings better: {compared.own:.1%} of {MEASURED} digits drawn in code.")
        return
    name = as_markdown(run_name(compared.best))
    st.caption(
        f"This network reads {compared.own:.1%} of {MEASURED} digits drawn in code; {name} reads {compared.most:.1%} "
        "of them."
    )
    if st.button(
        "Use the best reader",
        icon=":material/star:",
        help="Read with the network that is best at drawings. MNIST alone teaches little about a pen on a screen.",
    ):
        select_run(compared.best.id)
        st.rerun()


@st.cache_resource(max_entries=64, show_spinner=False)
def _score(checkpoint: tuple[Any, ...]) -> float:
    images, labels = _drawn_digits()
    return float((cached_network(checkpoint).predict(images) == labels).mean())


@st.cache_resource(show_spinner=False)
def _drawn_digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    rng = np.random.default_rng(2026)
    labels = np.tile(np.arange(10, dtype=np.uint8), MEASURED // 10)
    # Few at a time, so that each is written anew.
    return np.concatenate([write_digits(block, rng=rng) for block in np.split(labels, MEASURED // 100)]), labels
