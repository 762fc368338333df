"""How much an answer can be believed: from where on it counts as sure, and how unusual the drawing is."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.drawing.likeness import habits
from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.calibration import coverage_curve
from mnist_core.explanation.class_distance import ClassDistances
from pages.components.charts.coverage import coverage_alt, coverage_figure
from pages.components.live_chart import live_chart
from pages.components.networks import cached_evaluation, cached_network
from pages.components.settings.values import as_sentence
from pages.components.state import get_mnist

UNSURE = "unsure_below"
DEFAULT_UNSURE = 0.5


def unsure_below() -> float:
    """Return the least confidence of a sure answer."""
    threshold: float = st.session_state.get(UNSURE, DEFAULT_UNSURE)
    return threshold


def advice(image: NDArray[np.floating]) -> str:
    """Say what makes an image of 784 pixels unlike MNIST's digits and what to change; empty where nothing does."""
    return " ".join(as_sentence(habit.advice) for habit in habits(image) if habit.advice)


def show_confidence(checkpoint: tuple[Any, ...], image: NDArray[np.floating]) -> None:
    """Let the threshold be moved above the curve of what it costs and brings, beside how usual the image is."""
    left, right = st.columns(2, gap="medium")
    evaluation = cached_evaluation(checkpoint)
    curve = coverage_curve(evaluation.probabilities, evaluation.labels)
    with left:
        st.slider(
            "Sure from",
            0.1,
            0.99,
            DEFAULT_UNSURE,
            0.01,
            key=UNSURE,
            persist_state="session",
            help="Below this confidence the answer is called unsure and both likely digits are named. Higher: fewer "
            "answers, and more of them right.",
        )
        live_chart(
            coverage_figure(curve, unsure_below()),
            key="coverage",
            height=240,
            alt=coverage_alt(curve, unsure_below()),
        )
        st.caption(coverage_alt(curve, unsure_below()))
    with right:
        st.markdown("**Beside MNIST's digits**")
        for habit in sorted(habits(image), key=lambda habit: habit.name):
            unit = {"stroke width": " pixels of 28", "slant": "°", "proportion": " (width over height)"}[habit.name]
            st.markdown(
                f"{habit.name.capitalize()}: {habit.value:.1f}{unit}, more than {100 * habit.rank:.0f}% of them."
            )
        st.markdown(_among_its_own(checkpoint, image))
        st.caption(advice(image) or "Nothing about it is unusual. Size and place are evened out before it is read.")


def _among_its_own(checkpoint: tuple[Any, ...], image: NDArray[np.floating]) -> str:
    """Say how far the image lies from what the network reads alike."""
    try:
        rank = _class_distances(checkpoint).rank(image)
    except ConfigurationError:  # no hidden layer to look at
        return ""
    return f"In the last hidden layer: farther from the middle than {100 * rank:.0f}% of the test images read alike."


@st.cache_resource(max_entries=8, show_spinner=False)
def _class_distances(checkpoint: tuple[Any, ...]) -> ClassDistances:
    return ClassDistances(cached_network(checkpoint), get_mnist().test.images)
