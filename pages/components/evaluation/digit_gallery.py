"""Digits as pictures, each with the ten probabilities that a network gave it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isqrt

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS
from mnist_core.nn.network import NeuralNetwork
from pages.components.charts.probability import percent
from pages.components.evaluation.address import IMAGE, ask, asked
from pages.components.evaluation.digit_tiles import Tile, digit_tiles
from pages.components.inline_picture import inline_picture
from pages.components.kept_address import address_number

TILE_WIDTH = 224
"""Pixels of a tile's picture; it is shown at about half of that, so that it is sharp on a fine screen."""

MIN_WIDTH = 100
"""Of a tile on screen, pixels: five beside one another on a desk, three on a phone."""

BARS_HEIGHT = 88
LETTER_WIDTH = 12
PAGE_SIZE = 15
LAST_SEEN = "evaluate_last_seen"
"""Session key of the digit that was looked at alone, so that its page is shown again."""

PAPER, BAR, RIGHT, WRONG, TEXT = "#10161f", "#4c5a69", "#4f9be8", "#f0953d", "#c3ccd6"


def show_gallery(
    network: NeuralNetwork,
    image_set: ImageSet,
    places: NDArray[np.integer],
    *,
    key: str,
    label: str,
    notes: Mapping[int, str] | None = None,
) -> None:
    """Show the images at these places, a page at a time, with what the network thinks of each.

    A click on one puts it into the address, and the page then shows it alone.

    Parameters
    ----------
    network : NeuralNetwork
    image_set : ImageSet
    places : array of int
        Which images, in their order.
    key, label : str
        What tells this gallery from others, and what it shows.
    notes : mapping, optional
        What else stands under an image, by its place.
    """
    pages = -(-len(places) // PAGE_SIZE)
    if (last := st.session_state.pop(LAST_SEEN, None)) is not None and last in places:
        st.session_state[_page_key(key)] = int(np.flatnonzero(places == last)[0]) // PAGE_SIZE + 1
    if st.session_state.get(_page_key(key), 1) > pages:
        st.session_state.pop(_page_key(key))
    page = st.pagination(pages, key=_page_key(key)) if pages > 1 else 1
    shown = places[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    probabilities = network.predict_proba(image_set.images[shown])
    tiles = [
        tile(int(place), image_set.images[place], row, int(image_set.labels[place]), (notes or {}).get(int(place), ""))
        for place, row in zip(shown, probabilities, strict=True)
    ]
    digit_tiles(tiles, key=f"{key}_tiles", label=label, width=MIN_WIDTH, on_choose=look_at)


def tile(place: int, pixels: NDArray[np.uint8], probabilities: NDArray[np.floating], label: int, note: str) -> Tile:
    """Return a digit's tile with what a network thinks of it."""
    said = reading(probabilities, label)
    picture = inline_tile(pixels.tobytes(), tuple(probabilities.tolist()), label)
    return Tile(place, picture, f"{said} · {note}" if note else said, f"Image {place}: {said} sure. {note}".strip())


def look_at(place: int | None) -> None:
    """Show one digit alone, or with None all again."""
    if place is None:
        st.session_state[LAST_SEEN] = chosen_place(2**31)
    ask(IMAGE, None if place is None else str(place))


def chosen_place(count: int) -> int | None:
    """Return the digit that the address asks for, if it is one of so many."""
    place = address_number(asked(IMAGE))
    return place if place is not None and place < count else None


def _page_key(key: str) -> str:
    return f"{key}_page"


def reading(probabilities: NDArray[np.floating], label: int, names: Sequence[str] = DIGITS) -> str:
    """Say what an image was read as, and how sure the network was."""
    answer = int(np.argmax(probabilities))
    return f"{names[label]} read as {names[answer]}, {percent(probabilities[answer])}"


@lru_cache(maxsize=1024)
def inline_tile(pixels: bytes, probabilities: tuple[float, ...], label: int, names: tuple[str, ...] = DIGITS) -> str:
    """Return the address of a tile, painted once."""
    return inline_picture(digit_tile(pixels, probabilities, label, names))


def digit_tile(
    pixels: bytes, probabilities: Sequence[float], label: int, names: tuple[str, ...] = DIGITS
) -> Image.Image:
    """Paint an image over a bar of probability for each class; the true one's is blue, a wrong answer's orange.

    Parameters
    ----------
    pixels : bytes
        Grey values of a square image.
    probabilities : sequence of float
        One a class.
    label : int
        The true class.
    names : tuple of str
        Of the classes; they stand under the bars where there is room.

    Returns
    -------
    PIL.Image.Image
        224 × 312 pixels.
    """
    side = isqrt(len(pixels))
    named = max(map(len, names)) * LETTER_WIDTH < TILE_WIDTH / len(names)
    tile = Image.new("RGB", (TILE_WIDTH, TILE_WIDTH + BARS_HEIGHT), PAPER)
    digit = Image.frombytes("L", (side, side), pixels).resize((TILE_WIDTH, TILE_WIDTH), Image.Resampling.NEAREST)
    tile.paste(digit)
    draw = ImageDraw.Draw(tile)
    answer = int(np.argmax(probabilities))
    pitch, floor, tallest = TILE_WIDTH / len(names), TILE_WIDTH + BARS_HEIGHT - 26, BARS_HEIGHT - 36
    gap = min(3.0, pitch / 6)
    for number, probability in enumerate(probabilities):
        color = RIGHT if number == label else WRONG if number == answer else BAR
        left, top = number * pitch + gap, floor - max(2.0, probability * tallest)
        draw.rectangle([left, top, left + pitch - 2 * gap, floor], fill=color)
        place = (left + (pitch - 2 * gap) / 2, floor + 4)
        if named:
            draw.text(place, names[number], fill=TEXT if color == BAR else color, font=label_font(), anchor="ma")
    return tile


@lru_cache(maxsize=1)
def label_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, so that no file is needed."""
    return ImageFont.load_default(size=18)
