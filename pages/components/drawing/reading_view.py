"""What a network reads in one image: the answer, the probabilities, and the image as the network gets it."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.pretrained.gate import NOT_A_DIGIT, STRANGER
from pages.components.charts.probability import percent, probability_alt, probability_figure
from pages.components.drawing.confidence_view import unsure_below
from pages.components.inline_picture import pixelated
from pages.components.live_chart import live_chart
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown

SHORT = 2
"""Letters of a name that is shown in the largest type."""

SEEN_SIZE = 160
CHART_HEIGHT = 300


def show_reading(
    seen: NDArray[np.float32],
    probabilities: NDArray[np.floating],
    data: DataReference = MNIST,
    *,
    truth: int | None = None,
    stranger: float = 0.0,
) -> None:
    """Show the answer in large type beside what the network saw, above the probabilities.

    Parameters
    ----------
    seen : ndarray, shape (pixels,), 0 to 1
    probabilities : ndarray, shape (classes,)
    data : DataReference, default MNIST
        What the network learned from.
    truth : int, optional
        The class that it really is, where that is known.
    stranger : float, 0 to 1, default 0
        How likely it is no digit.
    """
    answer = data.class_names[int(np.argmax(probabilities))]
    side, size = data.image_side, "7rem" if len(answer) <= SHORT else "2.4rem"
    unknown = stranger >= STRANGER
    large = "?" if unknown else html.escape(answer)
    said = as_sentence(NOT_A_DIGIT) if unknown else f"It reads {answer}"
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=SEEN_SIZE):
            st.caption("It reads")
            st.html(
                f'<div role="status" aria-live="polite" aria-label="{html.escape(said)}" '
                f'style="font-size: {size}; font-weight: 600; line-height: 1">{large}</div>'
            )
            told = verdict(probabilities, truth, stranger, data.class_names)
            st.markdown(f"{said} It is most like {answer}." if unknown else told)
        with st.container(width=SEEN_SIZE):
            st.caption("The network sees")
            st.image(
                pixelated(seen), width=SEEN_SIZE, alt=f"The {side} by {side} pixels that the network reads as {answer}."
            )
    live_chart(
        probability_figure(probabilities, data.class_names),
        key="probabilities",
        height=CHART_HEIGHT,
        alt=probability_alt(probabilities, data.class_names),
    )


def verdict(
    probabilities: NDArray[np.floating],
    truth: int | None,
    stranger: float = 0.0,
    class_names: Sequence[str] = DIGITS,
) -> str:
    """Say how sure the network is, and whether it is right where that is known; `stranger` as in `show_reading`."""
    answer, second = (int(digit) for digit in np.argsort(-probabilities)[:2])
    confidence = float(probabilities[answer]) * (1 - stranger)
    sure = f"It is {percent(confidence)} sure"
    if truth is not None:
        return f"{sure}, and right." if truth == answer else f"{sure}, but this is a {as_markdown(class_names[truth])}."
    other = "no digit" if stranger > probabilities[second] else as_markdown(class_names[second])
    first = as_markdown(class_names[answer])
    return f"{sure}." if confidence >= unsure_below() else f"{sure}: unsure, {first} or {other}."


def fitted(picture: NDArray[np.uint8], width: int, height: int) -> tuple[NDArray[np.uint8], int]:
    """Return a picture of shape (h, w, …) and the width to show it at, so that it is no higher than `height`.

    Of one that would then be thinner than a pixel, rows are left out.
    """
    rows, columns = picture.shape[:2]
    every = -(-rows // (height * columns))
    return picture[::every], max(1, min(width, height * columns // rows))
