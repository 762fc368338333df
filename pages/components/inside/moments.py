"""The moments of a training that were kept, and going to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run
from pages.components.inside.address import MOMENT, ask, asked
from pages.components.inside.problems import show_problem
from pages.components.networks import cached_network, checkpoint_key
from pages.components.shown_text import as_markdown
from pages.components.state import get_store

KEPT = -1
"""In place of a step: the network that the run keeps now, which is no snapshot."""


@dataclass(frozen=True)
class Moment:
    """A network as it was after so many steps, and what that is called."""

    step: int
    label: str


def moments_of(run: Run) -> list[Moment]:
    """Return the moments to which one can go, the network that the run keeps last; that alone for many runs."""
    epochs = _epoch_ends((run.id, run.created_at, run.epoch, run.step))
    found = [Moment(step, _label(step, epochs.get(step))) for step in get_store().snapshots.steps(run.id)]
    return [*found, Moment(KEPT, "the network kept")]


def chosen_moment(moments: Sequence[Moment]) -> int:
    """Return the place of the moment that the address names, else of the last; a bad address is told."""
    text = asked(MOMENT)
    if text is None:
        return len(moments) - 1
    steps = [str(moment.step) for moment in moments]
    if text in steps:
        return steps.index(text)
    st.warning(
        f"No moment of this training is kept after step {as_markdown(text, 12)}, so the network that the run keeps is "
        "shown.",
        icon=":material/link_off:",
    )
    ask(MOMENT, None)
    return len(moments) - 1


def network_at(run: Run, moment: Moment) -> tuple[NeuralNetwork, tuple[Any, ...]]:
    """Return the network of a moment, and a key that changes whenever its weights do.

    Raises
    ------
    MnistCoreError
        If it is damaged or gone; the message is one sentence.
    """
    kept = checkpoint_key(run)
    if moment.step == KEPT:
        return cached_network(kept), kept
    key = (run.id, run.created_at, "step", moment.step)
    return _snapshot(key), key


def network_or_kept(run: Run, moment: Moment) -> tuple[NeuralNetwork, tuple[Any, ...]]:
    """Return the network of a moment; if that cannot be read, say so and return the one that the run keeps."""
    if moment.step != KEPT:
        try:
            return network_at(run, moment)
        except MnistCoreError as error:
            show_problem(error, "Until then, the network that the run keeps is shown.")
    return network_at(run, Moment(KEPT, ""))


@st.cache_resource(max_entries=32, show_spinner=False)
def _epoch_ends(key: tuple[Any, ...]) -> dict[int, int]:
    """Return the epoch that ended at each step, read once; `key` begins with the run's number and changes with it."""
    return {end.step: end.epoch for end in get_store().history.epochs(key[0])}


@st.cache_resource(max_entries=12, show_spinner=False)
def _snapshot(key: tuple[Any, ...]) -> NeuralNetwork:
    """Load a snapshot once; sessions share it, and nobody trains it."""
    return get_store().snapshots.load(key[0], key[3])


def _label(step: int, epoch: int | None) -> str:
    """Name a moment."""
    if step == 0:
        return "before training"
    return f"after epoch {epoch}" if epoch is not None else f"after step {step:,}"
