"""Why a network answers as it does: what speaks for it, what would change its mind, what it was learned from."""

from math import isqrt
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.image import DIGITS
from mnist_core.data.reference import DataReference
from mnist_core.errors import ConfigurationError, DataError
from mnist_core.explanation.counterfactual import Counterfactual, smallest_change
from mnist_core.explanation.hidden_neighbours import HiddenIndex
from mnist_core.explanation.saliency import score_gradients
from pages.components.choice import choose_one
from pages.components.inline_picture import coloured, inline_picture, pixelated
from pages.components.networks import cached_network
from pages.components.shown_text import as_markdown
from pages.components.state import get_data

SHOWN = 168
ENLARGED = 12
FRAMES, FRAME_MILLISECONDS = 16, 90


def show_why(checkpoint: tuple[Any, ...], image: NDArray[np.floating], data: DataReference) -> None:
    """Explain what the network of a checkpoint, which learned from these data, reads in an image."""
    names = data.class_names
    network = cached_network(checkpoint)
    probabilities = network.predict_proba(image)[0]
    answer, second = (int(digit) for digit in np.argsort(-probabilities)[:2])
    speaks, mind, alike = st.columns(3, gap="large")
    with speaks:
        st.markdown(f"**What speaks for {as_markdown(names[answer])}**")
        score = np.eye(network.layer_sizes[-1])[answer]
        st.image(
            coloured(image * score_gradients(network, image, score)[0]),
            width=SHOWN,
            alt=f"Each pixel by its gradient times its ink: blue ones raise the network's score for {names[answer]}, "
            "orange ones lower it.",
        )
        st.caption(
            f"Gradient times ink: blue pixels raise the score of {as_markdown(names[answer])}, orange ones lower it."
        )
    with mind:
        st.markdown("**What would change its mind**")
        others = [name for place, name in enumerate(names) if place != answer]
        target = choose_one(
            "Change it to",
            others,
            default=names[second],
            key=f"change_of_{answer}" + ("" if names == DIGITS else f"_{data.key}"),
            help="What it is to be read as, after the smallest change of pixels that is found.",
        )
        _show_change(smallest_change(network, image, names.index(target)), names[answer], target)
    with alike:
        st.markdown("**What it was learned from**")
        _show_neighbours(checkpoint, image, data)


def _show_change(change: Counterfactual, answer: str, target: str) -> None:
    if not change.found:
        st.caption(f"No small change makes it a {as_markdown(target)}.")
        return
    frames = [Image.fromarray(_grey(frame)) for frame in change.between(FRAMES)]
    frames += frames[-1:] * 4 + frames[-2:0:-1]  # it stays a moment, and goes back
    pixels = isqrt(change.image.size)
    side = max(28 * ENLARGED // 2 // pixels, 1) * pixels
    first, *rest = [frame.resize((side, side), Image.Resampling.NEAREST) for frame in frames]
    with st.container(horizontal=True, gap="small"):
        for address, said in (
            (
                inline_picture(first, save_all=True, append_images=rest, duration=FRAME_MILLISECONDS, loop=0),
                f"The drawing as it turns from what is read as {answer} into what is read as {target}.",
            ),
            (
                coloured(change.changed - change.image),
                f"The change: blue pixels get more ink, orange ones less, so that it is read as {target}.",
            ),
        ):
            with st.container(width=SHOWN * 3 // 4):
                st.image(address, width=SHOWN * 3 // 4, alt=said)
    st.caption(
        f"A change as long as {change.distance:.1f} pixels of full ink makes it a {as_markdown(target)}: blue is "
        "added, orange taken away."
    )


def _show_neighbours(checkpoint: tuple[Any, ...], image: NDArray[np.floating], data: DataReference) -> None:
    try:
        train = get_data(data).train
        places = _hidden_index(checkpoint, data).most_alike(image).places
    except (ConfigurationError, DataError) as error:
        st.caption(as_markdown(f"There are none to show: {error}."))
        return
    labels = [data.class_names[train.labels[place]] for place in places]
    with st.container(horizontal=True, gap="small"):
        for place, label in zip(places, labels, strict=True):
            with st.container(width=52):
                st.image(pixelated(train.images[place] / 255), width=52, alt=f"Training image {place}, a {label}.")
    counts = {digit: labels.count(digit) for digit in dict.fromkeys(labels)}
    said = ", ".join(f"{count} × {as_markdown(digit)}" for digit, count in counts.items())
    st.caption(f"The ten training images that set the last hidden layer most alike: {said}.")


@st.cache_resource(max_entries=2, show_spinner="Looking through the training images…")
def _hidden_index(checkpoint: tuple[Any, ...], data: DataReference) -> HiddenIndex:
    return HiddenIndex(cached_network(checkpoint), get_data(data).train.images)


def _grey(image: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.asarray((np.clip(image, 0, 1) * 255).round(), np.uint8).reshape(isqrt(image.size), -1)
