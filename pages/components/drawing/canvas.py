"""The sheet to draw on: white ink on a dark canvas, in either theme, with a mouse, a pen or a finger.

Everything that is particular to streamlit-drawable-canvas stays in this module. Its drawing is sent when the pointer is
lifted. What was drawn is kept in the session, so that leaving the page and coming back loses nothing.
"""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

SIZE = 280
"""Width and height in pixels: ten for each of the network's, and narrow enough for a phone."""

DEFAULT_BRUSH = 20
BRUSH_RANGE = (8, 40)
INK, SHEET = "#ffffff", "#000000"

CANVAS = "canvas"
BRUSH = "canvas_brush"
START = "canvas_start"
"""What the sheet shows when it is laid out anew; to change it is to redraw the sheet."""

STROKES = "canvas_strokes"
PIXELS = "canvas_pixels"


def drawing_canvas() -> NDArray[np.uint8] | None:
    """Show the sheet with its brush, undo and clear.

    Returns
    -------
    ndarray of uint8, shape (280, 280, 4), or None
        Red, green, blue and opacity; None where nothing is drawn.
    """
    from streamlit_drawable_canvas import st_canvas  # registers itself with the server, so it needs one to be running

    if CANVAS not in st.session_state:
        start_from(st.session_state.get(STROKES, []))
    brush = st.session_state.setdefault(BRUSH, DEFAULT_BRUSH)
    st.caption("It is read when you lift the pen.")
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
        st.session_state[PIXELS] = result.image_data
    empty = not st.session_state.get(STROKES)
    with st.container(horizontal=True, width=SIZE, gap="small"):
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
        with st.popover("Pen", icon=":material/line_weight:", help="Set the width of the pen."):
            st.slider(
                "Brush width",
                *BRUSH_RANGE,
                key=BRUSH,
                persist_state="session",
                help="Pixels of 280. About 20 is as thick as MNIST's pens. A thin line fades when the drawing is "
                "made small, and a thick one fills the loops.",
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
