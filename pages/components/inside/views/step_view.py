"""One update on one digit, on a copy: what it does to this digit, and to all others."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.reference import DataReference
from mnist_core.errors import MnistCoreError
from mnist_core.explanation.step import OneStep, learn_digit, loss_along_gradient
from mnist_core.explanation.trace import Trace
from mnist_core.nn.network import NeuralNetwork
from pages.components.charts.explanation import before_after_chart, step_chart
from pages.components.inside.problems import show_problem
from pages.components.inside.subject import Subject
from pages.components.live_chart import live_chart
from pages.components.state import get_data

RATES = tuple(float(f"{10 ** (exponent / 4):.2g}") for exponent in range(-16, 5))
"""Learning rates from 0.0001 to 10, four a decade."""

FIRST_RATE = 0.1
TAKEN = "inside_step_taken"
CHART_HEIGHT = 320


def show_step(subject: Subject, trace: Trace) -> None:
    """Offer a learning rate, show where each would lead, and take the step on request."""
    curve, outcome = st.columns([1, 1], gap="large")
    losses = cached_losses(subject.key, subject.pixels, subject.label, subject.smoothing, subject.network)
    with curve:
        st.markdown(
            r"$\theta \leftarrow \theta - \eta\, \dfrac{\partial L}{\partial \theta}$",
            help=r"$\theta$: all weights and biases. $\eta$: the learning rate. Every parameter moves against its "
            "gradient.",
        )
        rate = st.select_slider(
            "Learning rate",
            RATES,
            value=FIRST_RATE,
            format_func=lambda value: f"{value:g}",
            key="inside_rate",
            persist_state="session",
            help="How far to go against the gradient: too small changes nothing, too far and the loss rises again.",
        )
        assert trace.loss is not None
        chart = step_chart(np.array(RATES), losses, trace.loss, rate)
        live_chart(chart.figure, key="inside_step", height=CHART_HEIGHT, alt=chart.alt)
    with outcome:
        if st.button(
            "Learn this digit",
            type="primary",
            icon=":material/school:",
            help="Take one step at this learning rate on a copy, which is thrown away: the run never changes.",
        ):
            st.session_state[TAKEN] = (subject.key, subject.pixels, subject.label)
        if st.session_state.get(TAKEN) != (subject.key, subject.pixels, subject.label):
            st.caption("Nothing is learnt yet; the curve says what each learning rate would do to this digit's loss.")
            return
        try:
            _show_outcome(
                subject,
                cached_step(
                    subject.key, subject.pixels, subject.label, rate, subject.smoothing, subject.network, subject.data
                ),
            )
        except MnistCoreError as error:
            show_problem(error)


def _show_outcome(subject: Subject, step: OneStep) -> None:
    """Show before and after."""
    assert step.accuracy_before is not None
    assert step.accuracy_after is not None
    with st.container(horizontal=True):
        st.metric(
            "Loss of this digit",
            f"{step.loss_after:.4f}",
            f"{step.loss_after - step.loss_before:+.4f}",
            delta_color="inverse",
            border=True,
            help=f"After the step; before, it was {step.loss_before:.4f}.",
        )
        st.metric(
            "Test accuracy",
            f"{step.accuracy_after:.2%}",
            f"{100 * (step.accuracy_after - step.accuracy_before):+.2f} points",
            border=True,
            help=f"Of all {subject.data.test_images:,} test images; before, it was {step.accuracy_before:.2%}. What "
            "helps one digit may hurt others: that is why training goes in small steps over many.",
        )
    chart = before_after_chart(step.probabilities_before, step.probabilities_after, subject.network.class_names)
    live_chart(chart.figure, key="inside_step_outcome", height=CHART_HEIGHT, alt=chart.alt)


@st.cache_resource(max_entries=32, show_spinner=False)
def cached_losses(
    key: tuple[Any, ...], pixels: bytes, label: int, label_smoothing: float, _network: NeuralNetwork
) -> NDArray[np.float64]:
    """Return the digit's loss after a step at each learning rate, computed once."""
    image = np.frombuffer(pixels, np.uint8)
    return loss_along_gradient(_network, image, label, RATES, label_smoothing=label_smoothing)


@st.cache_resource(max_entries=8, show_spinner="Reading the test images…")
def cached_step(
    key: tuple[Any, ...],
    pixels: bytes,
    label: int,
    rate: float,
    label_smoothing: float,
    _network: NeuralNetwork,
    data: DataReference,
) -> OneStep:
    """Take a step once."""
    image = np.frombuffer(pixels, np.uint8)
    return learn_digit(_network, image, label, rate, test=get_data(data).test, label_smoothing=label_smoothing)
