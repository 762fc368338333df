"""What the chosen augmentation does to an image, beside its controls."""

from math import isqrt

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.augmentation import Augmentation, augment
from mnist_core.data.reference import DataReference
from mnist_core.errors import DataError
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_data

COLUMNS, ROWS = 6, 2
SIZE = 84
"""Of a copy, pixels at least."""

GAP = 4
EXAMPLE = "augmentation_example"


def augmentation_preview(augmentation: Augmentation, data: DataReference) -> None:
    """Show one training image as it is and eleven varied copies, the kind that the network would see."""
    try:
        training = get_data(data).train
    except DataError as error:
        st.caption(as_markdown(as_sentence(str(error))))
        return
    example = st.session_state.setdefault(EXAMPLE, 0) % len(training)
    label = int(training.labels[example])
    copies = varied_copies(training.images[example], label, augmentation, seed=example)
    st.image(
        contact_sheet(copies),
        width="stretch",
        alt=f"An image of {training.class_names[label]} as it is, top left, and {len(copies) - 1} copies varied by the "
        "settings below.",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        still = (
            "Nothing is varied yet: move a slider." if augmentation.is_identity else "Top left as it is, then varied."
        )
        st.caption(still)
        st.button(
            "Another image",
            key="another_digit",
            type="tertiary",
            icon=":material/refresh:",
            on_click=_next_example,
            help="Show what the settings do to another training image.",
        )


def varied_copies(image: NDArray[np.uint8], label: int, augmentation: Augmentation, *, seed: int) -> NDArray[np.uint8]:
    """Return the image itself and varied copies of it, shape (12, pixels); the same seed gives the same ones."""
    copies = np.repeat(image[None], COLUMNS * ROWS, axis=0)
    labels = np.full(len(copies) - 1, label, np.uint8) if augmentation.handwriting else None
    copies[1:] = augment(copies[1:], augmentation, rng=np.random.default_rng(seed), labels=labels)
    return copies


def contact_sheet(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay images out in rows, enlarged and with transparent gaps; returns uint8 of shape (height, width, 4)."""
    own = isqrt(images.shape[1])
    scale = max(1, -(-SIZE // own))
    side = own * scale
    pitch = side + GAP
    sheet = np.zeros((ROWS * pitch - GAP, COLUMNS * pitch - GAP, 4), np.uint8)
    for place, image in enumerate(images):
        top, left = (pitch * part for part in divmod(place, COLUMNS))
        enlarged = np.kron(image.reshape(own, own), np.ones((scale, scale), np.uint8))
        sheet[top : top + side, left : left + side, :3] = enlarged[:, :, None]
        sheet[top : top + side, left : left + side, 3] = 255
    return sheet


def _next_example() -> None:
    """Move on to the next training image."""
    st.session_state[EXAMPLE] = st.session_state.get(EXAMPLE, 0) + 1
