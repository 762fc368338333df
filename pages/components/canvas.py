"""The sheet to draw on: white ink on a dark canvas, in either theme, with a mouse, a pen or a finger.

Everything that is particular to streamlit-drawable-canvas stays in this module. Its drawing is sent when the pointer is
lifted. What was drawn is kept in the session, so that leaving the page and coming back loses nothing.
"""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit_drawable_canvas import st_canvas

SIZE = 280
"""Width and height in pixels: ten for each of the network's, and narrow enough for a phone."""

DEFAULT_BRUSH = 20
INK, SHEET = "#ffffff", "#10161f"

CANVAS = "canvas"
START = "canvas_start"
"""What the sheet shows when it is laid out anew; to change it is to redraw the sheet."""

STROKES = "canvas_strokes"
PIXELS = "canvas_pixels"


def drawing_canvas() -> NDArray[np.uint8] | None:
    """Show the sheet with its brush, undo and clear.

    Returns
    -------
    ndarray of uint8, shape (280, 280), or None
        How much ink each pixel holds; None where nothing is drawn.
    """
    if CANVAS not in st.session_state:
        start_from(st.session_state.get(STROKES, []))
    brush = st.session_state.setdefault("canvas_brush", DEFAULT_BRUSH)
    result = st_canvas(
        stroke_width=brush,
        stroke_color=INK,
        background_color=SHEET,
        height=SIZE,
        width=SIZE,
        initial_drawing=st.session_state[START],
        return_image_data=True,
        key=CANVAS,
    )
    if result.image_data is not None:
        st.session_state[STROKES] = result.json_data["objects"] if result.json_data else []
        st.session_state[PIXELS] = ink_of(result.image_data)
    empty = not st.session_state.get(STROKES)
    with st.container(horizontal=True, width=SIZE):
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=undo,
            disabled=empty,
            help="Take the last stroke back.",
            key="canvas_undo",
        )
        st.button(
            "Clear",
            icon=":material/ink_eraser:",
            on_click=start_from,
            args=([],),
            disabled=empty,
            help="Start with an empty sheet.",
            key="canvas_clear",
        )
    st.slider(
        "Brush width",
        8,
        40,
        key="canvas_brush",
        persist_state="session",
        width=SIZE,
        help="Pixels of 280. About 20 is as thick as MNIST's pens; a thin line fades when the drawing is made small, "
        "and a thick one fills the loops.",
    )
    return None if empty else st.session_state.get(PIXELS)


def undo() -> None:
    """Take back the last stroke."""
    start_from(st.session_state.get(STROKES, [])[:-1])


def start_from(strokes: list[dict[str, Any]]) -> None:
    """Lay the sheet out anew with these strokes; a new revision makes the browser redraw it."""
    revision = st.session_state.get(START, {}).get("revision", 0) + 1
    st.session_state[START] = {"objects": strokes, "revision": revision}
    st.session_state[STROKES] = strokes


def ink_of(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how much ink each pixel holds, 0 for the bare sheet, as grey values of shape (h, w)."""
    sheet = int(SHEET[1:3], 16)
    red = rgba[..., 0].astype(np.float32) * (rgba[..., 3] / np.float32(255))
    return np.clip((red - sheet) * 255 / (255 - sheet), 0, 255).round().astype(np.uint8)
