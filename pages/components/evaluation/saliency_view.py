"""Which ink of a digit speaks for the network's answer, and which for another one."""

from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_core.explanation.saliency import integrated_gradients
from pages.components.inline_picture import ENLARGED, inline_picture
from pages.components.networks import cached_network

FOR, AGAINST, INK = (79, 155, 232), (240, 149, 61), 0.28
"""Colours of the two sides, and how much of the digit's own grey shines through."""


def show_saliency(checkpoint: tuple[Any, ...], pixels: bytes, answer: int, other: int) -> None:
    """Show the digit with its ink coloured by what it does for one answer against another."""
    attributions = cached_attributions(checkpoint, pixels, answer, other)
    difference = float(attributions.sum())
    st.caption(f"Blue speaks for {answer}, orange for {other}")
    st.image(
        saliency_picture(pixels, attributions.astype(np.float32).tobytes()),
        width="stretch",
        alt=f"The digit's ink, blue where it speaks for {answer} and orange where it speaks for {other}.",
    )
    st.caption(
        f"Together the ink moves the score of {answer} against that of {other} by {difference:+.1f}.",
        help="Integrated gradients from blank paper to the digit (Sundararajan et al. 2017): the colours of all pixels "
        "add up to this number, the difference of the two logits less that of blank paper.",
    )


@lru_cache(maxsize=256)
def saliency_picture(pixels: bytes, attributions: bytes) -> str:
    """Paint attributions (float32, 784) over a digit; return the picture's address."""
    grey = np.frombuffer(pixels, np.uint8).reshape(28, 28, 1) / 255
    values = np.frombuffer(attributions, np.float32).reshape(28, 28, 1)
    strength = np.sqrt(np.abs(values) / max(float(np.abs(values).max()), 1e-12))
    color = np.where(values > 0, FOR, AGAINST)
    painted: NDArray[np.float64] = INK * 255 * grey * (1 - strength) + color * strength
    picture = Image.fromarray(np.clip(painted, 0, 255).astype(np.uint8))
    return inline_picture(picture.resize((ENLARGED, ENLARGED), Image.Resampling.NEAREST))


@st.cache_resource(max_entries=512, show_spinner=False)
def cached_attributions(checkpoint: tuple[Any, ...], pixels: bytes, answer: int, other: int) -> NDArray[np.floating]:
    """Compute once what each pixel does for one answer against another."""
    score = np.zeros(10)
    score[answer], score[other] = 1, -1
    return integrated_gradients(cached_network(checkpoint), np.frombuffer(pixels, np.uint8), score)
