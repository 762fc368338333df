"""How far the network's confidence can be believed, before and after its temperature, and what a threshold buys."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.evaluation.calibration import (
    coverage_curve,
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from mnist_core.nn.losses import softmax
from mnist_core.training.training_set import split_training_set
from pages.components.charts.coverage import coverage_alt, coverage_figure
from pages.components.charts.reliability import reliability_figure
from pages.components.evaluation.digit_scores import refusal_sentence
from pages.components.evaluation.subject import Subject
from pages.components.live_chart import live_chart
from pages.components.networks import cached_network
from pages.components.state import get_mnist

THRESHOLD = "evaluate_threshold"
DEFAULT_THRESHOLD = 0.9
HEIGHT = 360


def show_confidence(subject: Subject) -> None:
    """Show the reliability diagram, and coverage against accuracy with a threshold to drag."""
    logits = cached_logits(subject.key)
    temperature = fitted_temperature(subject)
    labels = subject.test.labels
    raw = softmax(logits)
    calibrated = softmax(logits / temperature) if temperature is not None else raw
    errors = [expected_calibration_error(each, labels) for each in (raw, calibrated)]
    reliability_column, coverage_column = st.columns(2, gap="large")
    with reliability_column:
        st.header("Is it as sure as it is right?")
        curves = {"As trained": reliability(raw, labels)}
        if temperature is not None:
            curves["With temperature"] = reliability(calibrated, labels)
        with st.container(horizontal=True):
            st.metric(
                "Calibration error",
                f"{errors[0]:.2%}",
                border=True,
                help="Expected calibration error over 15 bins: how far confidence lies from accuracy, on average.",
            )
            if temperature is not None:
                st.metric(
                    "With temperature",
                    f"{errors[1]:.2%}",
                    border=True,
                    help="The same after all logits are divided by the temperature.",
                )
                st.metric(
                    "Temperature",
                    f"{temperature:.3f}",
                    border=True,
                    help="Fitted on validation images, never on these (Guo et al. 2017). Below 1 answers become "
                    "firmer, above 1 softer; none of them changes.",
                )
        live_chart(
            reliability_figure(curves),
            key="reliability",
            height=HEIGHT,
            alt=f"Accuracy against confidence; the calibration error is {errors[0]:.2%} as trained"
            + (f" and {errors[1]:.2%} with temperature {temperature:.2f}." if temperature is not None else "."),
        )
        if temperature is None:
            st.caption("No training images were set aside for this network, so no temperature can be fitted.")
    with coverage_column:
        st.header("What if it may refuse?")
        st.markdown(refusal_sentence(subject.evaluation))
        _show_coverage(calibrated, labels)


@st.fragment
def _show_coverage(probabilities: NDArray[np.floating], labels: NDArray[np.uint8]) -> None:
    """Show what a threshold costs and brings; it can be dragged."""
    threshold = st.slider(
        "Answer only if at least so sure",
        0.0,
        1.0,
        DEFAULT_THRESHOLD,
        0.01,
        key=THRESHOLD,
        persist_state="session",
        format="percent",
        help="Images below it are left to a person. Higher: fewer answers, and more of them right.",
    )
    curve = coverage_curve(probabilities, labels)
    sentence = coverage_alt(curve, threshold)
    st.markdown(f"{sentence}")
    live_chart(coverage_figure(curve, threshold), key="coverage", height=HEIGHT - 40, alt=sentence)


@st.cache_resource(max_entries=8, show_spinner=False)
def cached_logits(checkpoint: tuple[Any, ...]) -> NDArray[np.floating]:
    """Return the logits of the test images, computed once."""
    logits: NDArray[np.floating] = cached_network(checkpoint).predict_logits(get_mnist().test.images)
    return logits


def fitted_temperature(subject: Subject) -> float | None:
    """Return the temperature that the network carries, or one fitted now on the images set aside; None without any."""
    if subject.network.temperature != 1:
        return subject.network.temperature
    return _fitted_now(subject.key, _subject=subject)


@st.cache_resource(max_entries=32, show_spinner=False)
def _fitted_now(key: tuple[Any, ...], *, _subject: Subject) -> float | None:
    """Fit a temperature on the images that the run set aside."""
    if _subject.run.source == "imported" or not _subject.run.config.validation_size:
        return None
    validation = split_training_set(_subject.run.config, _subject.data.train)[1]
    return fit_temperature(_subject.network.predict_logits(validation.images), validation.labels)
