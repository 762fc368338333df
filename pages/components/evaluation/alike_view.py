"""The training digits that are most like one digit, with their labels."""

from collections import Counter

import numpy as np
import streamlit as st

from mnist_core.data.dataset import ImageSet
from mnist_core.explanation.neighbours import ImageIndex, Neighbours
from pages.components.evaluation.digit_tiles import Tile, digit_tiles
from pages.components.inline_picture import pixelated
from pages.components.state import get_mnist

COUNT = 10
SMALL = 6 * 28
"""Side of a small picture, pixels."""


def show_alike(pixels: bytes, train: ImageSet, *, itself: int | None = None) -> None:
    """Show the ten training digits most like this one; `itself` is its own place where it is one of them."""
    found = cached_alike(pixels)
    chosen = [
        (int(place), float(distance))
        for place, distance in zip(found.places, found.distances, strict=True)
        if place != itself
    ][:COUNT]
    st.markdown(f"**Most alike training digits** · {alike_sentence([int(train.labels[place]) for place, _ in chosen])}")
    tiles = [
        Tile(
            place,
            pixelated(train.images[place] / 255, SMALL),
            f"{train.labels[place]} · {distance:.1f}",
            f"Training image {place}, a {train.labels[place]}, at a distance of {distance:.1f}.",
        )
        for place, distance in chosen
    ]
    digit_tiles(tiles, key="alike", label="The ten most alike training digits", width=76)
    st.caption("Label · distance between the pixels (0 is the same image; two digits of a kind are 7 to 10 apart).")


def alike_sentence(labels: list[int]) -> str:
    """Say which labels the alike digits have."""
    counted = Counter(labels).most_common()
    return ", ".join(f"{count} × {label}" for label, count in counted)


@st.cache_resource(show_spinner=False)
def training_index() -> ImageIndex:
    """Return the training images to search, shared by all sessions."""
    return ImageIndex(get_mnist().train.images)


@st.cache_resource(max_entries=512, show_spinner=False)
def cached_alike(pixels: bytes) -> Neighbours:
    """Search once for each digit."""
    return training_index().most_alike(np.frombuffer(pixels, np.uint8), COUNT + 1)
