"""What the chosen augmentation does to a digit, beside its controls."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.augmentation import Augmentation, augment
from pages.components.state import get_mnist

COLUMNS, ROWS = 6, 2
SCALE = 3
GAP = 4
EXAMPLE = "augmentation_example"


def augmentation_preview(augmentation: Augmentation) -> None:
    """Show one training digit as it is and eleven varied copies, the kind that the network would see."""
    training = get_mnist().train
    example = st.session_state.setdefault(EXAMPLE, 0)
    label = int(training.labels[example])
    copies = varied_copies(training.images[example], label, augmentation, seed=example)
    st.image(
        contact_sheet(copies),
        width="stretch",
        alt=f"A handwritten {label} as it is, top left, and {len(copies) - 1} copies varied by the settings below.",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        still = (
            "Nothing is varied yet: move a slider." if augmentation.is_identity else "Top left as it is, then varied."
        )
        st.caption(still)
        st.button(
            "Another digit",
            key="another_digit",
            type="tertiary",
            icon=":material/refresh:",
            on_click=_next_example,
            help="Show what the settings do to another training image.",
        )


def varied_copies(image: NDArray[np.uint8], label: int, augmentation: Augmentation, *, seed: int) -> NDArray[np.uint8]:
    """Return the image itself and varied copies of it, uint8 of shape (12, 784); the same seed gives the same ones."""
    copies = np.repeat(image[None], COLUMNS * ROWS, axis=0)
    labels = np.full(len(copies) - 1, label, np.uint8)
    copies[1:] = augment(copies[1:], augmentation, rng=np.random.default_rng(seed), labels=labels)
    return copies


def contact_sheet(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay digits out in rows, enlarged and with transparent gaps; returns uint8 of shape (height, width, 4)."""
    side = 28 * SCALE
    pitch = side + GAP
    sheet = np.zeros((ROWS * pitch - GAP, COLUMNS * pitch - GAP, 4), np.uint8)
    for place, image in enumerate(images):
        top, left = (pitch * part for part in divmod(place, COLUMNS))
        enlarged = np.kron(image.reshape(28, 28), np.ones((SCALE, SCALE), np.uint8))
        sheet[top : top + side, left : left + side, :3] = enlarged[:, :, None]
        sheet[top : top + side, left : left + side, 3] = 255
    return sheet


def _next_example() -> None:
    """Move on to the next training image."""
    st.session_state[EXAMPLE] = (st.session_state.get(EXAMPLE, 0) + 1) % len(get_mnist().train)
