"""Choosing the digit to follow: a test image, one that the network misreads, or a drawing."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS
from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.report import most_confident_mistakes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run
from pages.components.inside.address import IMAGE, LABEL, ask, asked
from pages.components.inside.drawn_image import PREFIX, as_pixels
from pages.components.kept_address import address_number
from pages.components.networks import cached_evaluation, checkpoint_key
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown

PLACE = "inside_place"
FIRST = 4
"""The test image of a first visit: a plain 4."""


@dataclass(frozen=True)
class ChosenImage:
    """Grey values, the place of its class if that is known, and what it is called."""

    pixels: NDArray[np.uint8]
    label: int | None
    name: str


def choose_image(run: Run, test: ImageSet) -> ChosenImage:
    """Offer the test images, and show a drawing that the address brings; a bad address is told and gives the first."""
    image, problem = _asked_image(test)
    if image is None:
        image = _test_image(test, min(FIRST, len(test) - 1))
    drawn = image.label is None
    if not drawn:
        st.session_state[PLACE] = int(asked(IMAGE) or FIRST) if not problem else FIRST
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            "Test image",
            0,
            len(test) - 1,
            key=PLACE,
            on_change=lambda: _show(st.session_state[PLACE]),
            width=150,
            help=f"Which of the {len(test):,} test images to follow, by its place in the file.",
        )
        st.button(
            "Another digit" if test.class_names == DIGITS else "Another image",
            icon=":material/casino:",
            on_click=lambda: _show(int(np.random.default_rng().integers(len(test)))),
            help="Follow a test image chosen at random.",
        )
        st.button(
            "One it misreads",
            icon=":material/error_outline:",
            on_click=_show_mistake,
            args=(run,),
            help="Follow a test image that this network gets wrong: see which units led it there.",
        )
        if st.button("Draw one", icon=":material/draw:", help='"Look inside" there brings what you draw here.'):
            st.switch_page("draw.py")
    if problem:
        st.warning(as_markdown(problem), icon=":material/link_off:")
        ask(IMAGE, None)
    return image


def choose_label(image: ChosenImage, network: NeuralNetwork) -> int:
    """Return the digit that the loss compares with; for a drawing, offer it, at first what the network reads."""
    if image.label is not None:
        return image.label
    label = address_number(asked(LABEL))
    if label is None or label >= network.layer_sizes[-1]:
        label = int(network.predict(image.pixels)[0])
    return int(
        st.selectbox(
            "You drew a",
            range(network.layer_sizes[-1]),
            index=label,
            format_func=lambda place: network.class_names[place],
            on_change=lambda: ask(LABEL, str(st.session_state["inside_label_choice"])),
            key="inside_label_choice",
            width=150,
            help="The loss and its gradients need to know what it should be; at first this is what the network reads.",
        )
    )


def _asked_image(test: ImageSet) -> tuple[ChosenImage | None, str]:
    """Return the image that the address names, or a sentence that says why there is none."""
    text = asked(IMAGE)
    if text is None:
        return None, ""
    if text.startswith(PREFIX):
        try:
            return ChosenImage(as_pixels(text, test.images.shape[1]), None, "Your drawing"), ""
        except MnistCoreError as error:
            return None, as_sentence(str(error))
    place = address_number(text)
    if place is not None and place < len(test):
        return _test_image(test, place), ""
    return None, (
        f"The image in the address must be a number from 0 to {len(test) - 1:,}, got {text[:20]!r}; "
        "here is another one instead."
    )


def _test_image(test: ImageSet, place: int) -> ChosenImage:
    """Return one of the test images."""
    label = int(test.labels[place])
    return ChosenImage(test.images[place], label, f"Test image {place:,}, a {test.class_names[label]}")


def _show(place: int | None) -> None:
    """Follow the test image at this place."""
    if place is not None:
        ask(IMAGE, str(place))
        ask(LABEL, None)


def _show_mistake(run: Run) -> None:
    """Follow the next of the network's mistakes, the most confident first."""
    mistakes = most_confident_mistakes(cached_evaluation(checkpoint_key(run))).tolist()
    if mistakes:
        now = address_number(asked(IMAGE))
        after = mistakes.index(now) + 1 if now in mistakes else 0
        _show(int(mistakes[after % len(mistakes)]))
