"""What a network reads in a picture of several digits: the number, where each digit is, and how sure each answer is."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mnist_core.data.reference import DataReference
from mnist_core.drawing.number import DigitReading
from mnist_core.pretrained.gate import STRANGER
from pages.components.charts.probability import percent, probability_alt, probability_figure
from pages.components.choice import choose_one
from pages.components.drawing.asked_for import noun
from pages.components.drawing.reading_view import CHART_HEIGHT, fitted
from pages.components.inline_picture import pixelated
from pages.components.live_chart import live_chart
from pages.components.shown_text import as_markdown

BOX_COLOUR = (230, 97, 0)
SHOWN_WIDTH = 560
DIGIT_SIZE = 84


def show_number(
    readings: Sequence[DigitReading], picture: NDArray[np.uint8], strangers: Sequence[float], data: DataReference
) -> DigitReading:
    """Show the number, each digit's box in the picture, and the probabilities of one digit; return that one.

    `strangers` says of each how likely it is no digit; it has a question mark where that is all but sure.
    """
    signs = [
        "?" if stranger >= STRANGER else data.class_names[reading.digit]
        for reading, stranger in zip(readings, strangers, strict=True)
    ]
    number = "".join(signs)
    side, what = data.image_side, noun(data) if data.shows_digits else "sign"
    st.caption(f"It reads {len(readings)} {what}s")
    st.html(
        f'<div role="status" aria-live="polite" aria-label="It reads {html.escape(" ".join(signs))}" '
        f'style="font-size: 5rem; font-weight: 600; line-height: 1">{html.escape(number)}</div>'
    )
    shown, width = fitted(np.asarray(boxed(picture, readings)), min(SHOWN_WIDTH, 2 * picture.shape[1]), 2 * SHOWN_WIDTH)
    st.image(
        shown,
        width=width,
        alt=f"The picture with a box around each {what}: {', '.join(signs)}.",
    )
    with st.container(horizontal=True, gap="small"):
        for reading, sign, stranger in zip(readings, signs, strangers, strict=True):
            with st.container(width=DIGIT_SIZE):
                st.image(
                    pixelated(reading.image),
                    width=DIGIT_SIZE,
                    alt=f"The {side} by {side} pixels that the network reads as {data.class_names[reading.digit]}.",
                )
                sure = percent(reading.confidence * (1 - stranger))
                st.markdown("**?** no digit" if sign == "?" else f"**{as_markdown(sign)}** {sure}")
    places = [f"{place}: {sign}" for place, sign in enumerate(signs, 1)]
    chosen = choose_one(
        "Probabilities of",
        places,
        key=f"number_digit_{number}",
        help=f"The {what}, counted from the left, whose bars to show.",
    )
    reading = readings[places.index(chosen)]
    live_chart(
        probability_figure(reading.probabilities, data.class_names),
        key="probabilities",
        height=CHART_HEIGHT,
        alt=probability_alt(reading.probabilities, data.class_names),
    )
    return reading


def boxed(picture: NDArray[np.uint8], readings: Sequence[DigitReading]) -> Image.Image:
    """Return the picture, no larger than it is shown, with a box around each digit."""
    image = Image.fromarray(picture)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    scale = min(1, SHOWN_WIDTH / max(image.size))
    image = image.convert("RGB").resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    draw = ImageDraw.Draw(image)
    for reading in readings:
        draw.rectangle([edge * scale for edge in reading.box], outline=BOX_COLOUR, width=max(2, max(image.size) // 200))
    return image
