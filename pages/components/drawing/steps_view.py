"""What happens to a drawing before a network sees it, as small pictures; each step can be left out."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.reference import DataReference
from mnist_core.drawing.ink import find_ink
from mnist_core.drawing.steps import Steps, prepare_in_steps
from pages.components.charts.probability import percent
from pages.components.inline_picture import inline_picture
from pages.components.networks import cached_network
from pages.components.shown_text import as_markdown

SHOWN = 150
TITLES = {"crop": "Crop", "scale": "Scale", "centre": "Centre"}
HELP = {
    "crop": "Go by the ink's bounding box. Off: by the whole sheet, so that a small digit stays small.",
    "scale": "Bring it to the size that the images the network learned from have: in MNIST's, the longer side is 20 of "
    "28 pixels. Off: the sheet becomes as wide as the image, and what is drawn keeps its size on it.",
    "centre": "Move it to where it lies in those images: in MNIST's, the centre of mass is in the middle. Off: the "
    "bounding box, or the sheet, is put there.",
}


def show_steps(checkpoint: tuple[Any, ...], picture: NDArray[np.uint8], data: DataReference) -> None:
    """Show the drawing on its way and what the network reads with the steps that are switched on."""
    ink = find_ink(picture)
    if ink is None:
        return
    with st.container(horizontal=True, gap="medium"):
        taken = {name: st.toggle(title, True, key=f"step_{name}", help=HELP[name]) for name, title in TITLES.items()}
    steps = Steps(**taken)
    side, framing = data.image_side, data.framing
    prepared = prepare_in_steps(ink, steps, side=side, framing=framing)
    pictures: dict[str, NDArray[Any]] = {
        "Drawn": prepared.drawn,
        "Cropped" if steps.crop else "Not cropped": prepared.cropped,
        "Scaled" if steps.scale else "Not scaled": prepared.scaled,
        "Centred: what the network gets" if steps.centre else "Not centred": prepared.image.reshape(side, side),
    }
    with st.container(horizontal=True, gap="medium"):
        for title, array in pictures.items():
            with st.container(width=SHOWN):
                st.image(_square(array), width=SHOWN, alt=f"The drawing, step: {title.lower()}.")
                st.caption(title)
    network = cached_network(checkpoint)
    said = _answer(network.predict_proba(prepared.image)[0], data)
    whole = _answer(network.predict_proba(prepare_in_steps(ink, side=side, framing=framing).image)[0], data)
    st.markdown(f"It reads {said}." if steps == Steps() else f"It reads {said}; with all steps {whole}.")


def _answer(probabilities: NDArray[np.floating], data: DataReference) -> str:
    answer = int(probabilities.argmax())
    return f"{as_markdown(data.class_names[answer])}, {percent(float(probabilities[answer]))} sure"


def _square(ink: NDArray[np.floating]) -> str:
    """Return the address of a picture of this ink in the middle of a square."""
    grey = Image.fromarray((np.clip(ink, 0, 1) * 255).round().astype(np.uint8))
    side = max(grey.size)
    square = Image.new("L", (side, side))
    square.paste(grey, ((side - grey.width) // 2, (side - grey.height) // 2))
    size = max(SHOWN * 2 // side, 1) * side
    return inline_picture(square.resize((size, size), Image.Resampling.NEAREST))
