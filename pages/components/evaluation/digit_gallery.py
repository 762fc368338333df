"""Digits as pictures, each with the ten probabilities that a network gave it."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.report import Evaluation
from pages.components.charts.probability import percent
from pages.components.inline_picture import inline_picture
from pages.components.inside.address import IMAGE
from pages.components.state import RUN_PARAMETER

TILE_WIDTH = 224
"""Pixels of a tile's picture; it is shown at about half of that, so that it is sharp on a fine screen."""

MIN_WIDTH = 100
"""Of a tile on screen, pixels: five beside one another on a desk, three on a phone."""

BARS_HEIGHT = 88
PAGE_SIZE = 15
PAPER, BAR, RIGHT, WRONG, TEXT = "#10161f", "#4c5a69", "#4f9be8", "#f0953d", "#c3ccd6"


def show_gallery(
    images: ImageSet, evaluation: Evaluation, places: NDArray[np.integer], *, key: str, run_id: int
) -> None:
    """Show the images at these places, a page at a time, with what the network thought of each.

    A click on one opens Inside, which follows it through the network.
    """
    pages = -(-len(places) // PAGE_SIZE)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    shown = places[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    with st.grid("auto", min_column_width=MIN_WIDTH, gap="small"):
        for place in shown:
            probabilities, label = evaluation.probabilities[place], int(evaluation.labels[place])
            st.image(
                inline_tile(images.images[place].tobytes(), tuple(probabilities.tolist()), label),
                caption=reading(probabilities, label),
                width="stretch",
                link=f"inside?{RUN_PARAMETER}={run_id}&{IMAGE}={place}",
                alt=f"Test image {place}: {reading(probabilities, label)} sure.",
            )


def reading(probabilities: NDArray[np.floating], label: int) -> str:
    """Say what a digit was read as, and how sure the network was."""
    answer = int(np.argmax(probabilities))
    return f"{label} read as {answer}, {percent(probabilities[answer])}"


@lru_cache(maxsize=1024)
def inline_tile(pixels: bytes, probabilities: tuple[float, ...], label: int) -> str:
    """Return the address of a tile, painted once."""
    return inline_picture(digit_tile(pixels, probabilities, label))


def digit_tile(pixels: bytes, probabilities: Sequence[float], label: int) -> Image.Image:
    """Paint a digit over ten bars of probability; the true digit's bar is blue, a wrong answer's orange.

    Parameters
    ----------
    pixels : bytes
        28 × 28 grey values.
    probabilities : sequence of float, ten
    label : int
        The true digit.

    Returns
    -------
    PIL.Image.Image
        224 × 312 pixels.
    """
    tile = Image.new("RGB", (TILE_WIDTH, TILE_WIDTH + BARS_HEIGHT), PAPER)
    digit = Image.frombytes("L", (28, 28), pixels).resize((TILE_WIDTH, TILE_WIDTH), Image.Resampling.NEAREST)
    tile.paste(digit)
    draw = ImageDraw.Draw(tile)
    answer = int(np.argmax(probabilities))
    pitch, floor, tallest = TILE_WIDTH / 10, TILE_WIDTH + BARS_HEIGHT - 26, BARS_HEIGHT - 36
    for number, probability in enumerate(probabilities):
        color = RIGHT if number == label else WRONG if number == answer else BAR
        left, top = number * pitch + 3, floor - max(2.0, probability * tallest)
        draw.rectangle([left, top, left + pitch - 6, floor], fill=color)
        place = (left + (pitch - 6) / 2, floor + 4)
        draw.text(place, str(number), fill=TEXT if color == BAR else color, font=label_font(), anchor="ma")
    return tile


@lru_cache(maxsize=1)
def label_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, so that no file is needed."""
    return ImageFont.load_default(size=18)
