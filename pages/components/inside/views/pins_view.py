"""Pinned digits: kept to be read by every run while it trains, and to be followed again here."""

import streamlit as st
from PIL import Image

from mnist_core.data.image import SIDE
from mnist_core.store.pins import Pin
from pages.components.inline_picture import inline_picture
from pages.components.inside.address import IMAGE, LABEL, ask
from pages.components.inside.drawn_image import as_text
from pages.components.inside.subject import Subject
from pages.components.state import get_store
from pages.components.store_actions import attempt, show_failure

PICTURE_WIDTH = 84


def show_pins(subject: Subject) -> None:
    """Offer to pin the digit, and show those that are pinned."""
    st.header("Your digits while it learns")
    st.caption(
        'Pinned digits are read by every run while it trains; Train shows how sure it becomes of them, under "A look '
        'inside", "Pinned digits".'
    )
    st.button(
        "Pin this digit",
        icon=":material/keep:",
        on_click=attempt,
        args=(get_store().pins.add, subject.image, subject.label),
        help="Keep it for all runs, up to 20 digits.",
    )
    show_failure()
    pins = get_store().pins.all()
    with st.container(horizontal=True, gap="medium"):
        for place, pin in enumerate(pins, start=1):
            _show_pin(place, pin)


def _show_pin(place: int, pin: Pin) -> None:
    """Show one pinned digit with what can be done with it."""
    name = f"Pin {place}" + ("" if pin.label is None else f", a {pin.label}")
    with st.container(width=PICTURE_WIDTH + 40, gap="xsmall"):
        st.image(inline_picture(_enlarged(pin)), width=PICTURE_WIDTH, caption=name, alt=f"{name}.")
        st.button(
            "Follow", key=f"follow_pin_{pin.id}", on_click=_follow, args=(pin,), help="Follow it through the network."
        )
        st.button(
            "Unpin",
            key=f"remove_pin_{pin.id}",
            on_click=attempt,
            args=(get_store().pins.remove, pin.id),
            help="Let it go; what runs read of it stays with them.",
        )


def _enlarged(pin: Pin) -> Image.Image:
    """Return the pinned digit, each of its pixels a square that is sharp on a fine screen."""
    side = SIDE * (2 * PICTURE_WIDTH // SIDE)
    return Image.fromarray(pin.image.reshape(SIDE, SIDE)).resize((side, side), Image.Resampling.NEAREST)


def _follow(pin: Pin) -> None:
    """Put a pinned digit into the address, as a drawing."""
    ask(IMAGE, as_text(pin.image / 255))
    ask(LABEL, None if pin.label is None else str(pin.label))
