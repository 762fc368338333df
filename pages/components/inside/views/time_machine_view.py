"""A training seen again: what the network of each kept moment reads in the digit, and how well it reads all others."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.reference import DataReference
from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.report import Evaluation, evaluate
from mnist_core.explanation.trace import Trace
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run
from pages.components.charts.evaluation import confusion_alt, confusion_figure
from pages.components.charts.explanation import learning_chart
from pages.components.inside.moments import KEPT, Moment, network_at
from pages.components.inside.subject import Subject
from pages.components.live_chart import live_chart
from pages.components.state import get_data, get_store

LOOK_AGAIN_SECONDS = 2.0
CHART_HEIGHT = 420


def show_time_machine(run: Run, moments: Sequence[Moment], place: int, subject: Subject, trace: Trace) -> None:
    """Show how the digit's probabilities came about, and how well the network of this moment reads."""
    if len(moments) == 1:
        st.info(
            "Only the network that this run keeps is there to be seen, for the run has no earlier moments: it was made "
            "before snapshots were kept, without them, or elsewhere. Train a new one, and come back while it learns.",
            icon=":material/history:",
        )
        return
    curves, matrix = st.columns([1, 1], gap="large")
    with curves:
        st.markdown(f"**This digit, {moments[place].label}**")
        steps, readings = _readings(run, moments, subject)
        chart = learning_chart(steps, readings, trace.label, _shown_step(moments, place, steps), trace.class_names)
        live_chart(chart.figure, key="inside_learning", height=CHART_HEIGHT, alt=chart.alt)
    with matrix:
        title = st.empty()
        evaluation = _evaluation(subject.key, subject.network, run.config.data)
        title.markdown(f"**All test images: {evaluation.accuracy:.2%} read correctly**")
        live_chart(
            confusion_figure(
                evaluation.confusion, by_row=False, errors_only=False, selected=None, class_names=evaluation.class_names
            ),
            key="inside_confusion",
            height=CHART_HEIGHT,
            alt=confusion_alt(evaluation.confusion, evaluation.class_names),
        )


def watch_for_moments(run: Run, moments: Sequence[Moment]) -> None:
    """While a run trains, look now and then whether it has come to a new moment, and show that too."""
    known = len(moments)

    @st.fragment(run_every=LOOK_AGAIN_SECONDS)
    def look() -> None:
        if len(get_store().snapshots.steps(run.id)) + 1 != known:
            st.rerun()

    if run.status.is_active:
        look()


def _readings(run: Run, moments: Sequence[Moment], subject: Subject) -> tuple[list[int], NDArray[np.floating]]:
    """Return the steps of all moments that can be read, and the digit's probabilities at each, shape (n, classes)."""
    steps, readings = [], []
    for moment in moments:
        if moment.step == KEPT:
            continue
        try:
            readings.append(_reading((run.id, run.created_at), moment.step, subject.pixels, run, moment))
        except MnistCoreError:
            continue
        steps.append(moment.step)
    return steps, np.array(readings).reshape(len(steps), subject.network.layer_sizes[-1])


@st.cache_resource(max_entries=2000, show_spinner=False)
def _reading(run_key: tuple[Any, ...], step: int, pixels: bytes, _run: Run, _moment: Moment) -> NDArray[np.floating]:
    """Return what the network of one moment reads in a digit, once."""
    network, _ = network_at(_run, _moment)
    probabilities: NDArray[np.floating] = network.predict_proba(np.frombuffer(pixels, np.uint8))[0]
    return probabilities


@st.cache_resource(max_entries=80, show_spinner=False)
def _evaluation(key: tuple[Any, ...], _network: NeuralNetwork, data: DataReference) -> Evaluation:
    """Measure the network of one moment on the test images, once."""
    return evaluate(_network, get_data(data).test)


def _shown_step(moments: Sequence[Moment], place: int, steps: Sequence[int]) -> int | None:
    """Return where on the chart the shown moment lies; the network that is kept, at its end."""
    step = moments[place].step
    return (steps[-1] if steps else None) if step == KEPT else step
