"""The sheet to draw on: white ink on a dark canvas, in either theme, with a mouse, a pen or a finger.

Everything that is particular to streamlit-drawable-canvas stays here and in `reader/sheet.js`. Its drawing is sent a
moment after the pen is lifted; the reader beside it sends what it read at once. What was drawn is kept in the session,
so that leaving the page and coming back loses nothing.
"""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from pages.components.inline_picture import inline_picture

SIZE = 280
"""Width and height of the pictures that are read: ten pixels for each of the network's."""

FINE = 2
"""Pixels of the sheet to one of these, so that it is sharp where it is shown large."""

DEFAULT_BRUSH = 20
BRUSH_RANGE = (8, 40)
INK, SHEET = "#ffffff", "#000000"

KEYS = """
Go to the sheet with **Tab**; a ring shows where the pen is.

- **Arrow keys** move it by one of 28 steps, with **Shift** by four.
- **Space** sets the pen down, and lifts it again; **Escape** lifts it too.
"""
"""How to draw with the keyboard, as Markdown; `reader/keys.js` listens."""

CANVAS = "canvas"
BRUSH = "canvas_brush"
START = "canvas_start"
"""What the sheet shows when it is laid out anew; to change it is to redraw the sheet."""

STROKES = "canvas_strokes"
SENT = "canvas_sent"
"""The last drawing that the sheet sent, to tell a new one."""

PIXELS = "canvas_pixels"
PENDING = "canvas_pending"
"""Whether the pixels hold a stroke that the sheet has yet to send."""

BEFORE = "canvas_before"
"""The pixels without the last of several strokes that the sheet has yet to send."""


def drawing_canvas() -> None:
    """Show the sheet with undo, clear and the pen; `drawn_picture` returns what is on it."""
    from streamlit_drawable_canvas import st_canvas  # registers itself with the server, so it needs one to be running

    if CANVAS not in st.session_state:
        start_from(_kept_strokes(), keep_pixels=True)
    brush = st.session_state.setdefault(BRUSH, DEFAULT_BRUSH)
    result = st_canvas(
        stroke_width=FINE * brush,
        stroke_color=INK,
        background_color=SHEET,
        height=FINE * SIZE,
        width=FINE * SIZE,
        initial_drawing=st.session_state[START],
        return_image_data=True,
        key=CANVAS,
    )
    if (
        result.json_data is not None
        and result.json_data != st.session_state.get(SENT)
        and result.image_data is not None
    ):
        st.session_state[SENT] = result.json_data
        st.session_state[PENDING] = False
        st.session_state[STROKES] = result.json_data["objects"]
        st.session_state[PIXELS] = result.image_data if result.json_data["objects"] else None
    with st.container(horizontal=True, gap="small"):
        empty = drawn_picture() is None
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
        with st.popover("Pen, keys", icon=":material/line_weight:", help="The pen's width, and how to draw by keys."):
            st.slider(
                "Pen width",
                *BRUSH_RANGE,
                key=BRUSH,
                persist_state="session",
                help="In 280ths of the sheet's width. About 20 is as thick as MNIST's pens. A thin line fades when the "
                "drawing is made small, and a thick one fills the loops.",
            )
            st.markdown(KEYS)


def drawn_picture() -> NDArray[np.uint8] | None:
    """Return what is drawn: red, green, blue and opacity, shape (280, 280, 4) or (560, 560, 4); None for nothing."""
    picture: NDArray[np.uint8] | None = st.session_state.get(PIXELS)
    return picture


def keep_picture(picture: NDArray[np.uint8]) -> None:
    """Keep what the reader beside the sheet sent when the pen was lifted, before the sheet sends its strokes."""
    st.session_state[BEFORE] = drawn_picture() if st.session_state.get(PENDING) else None
    st.session_state[PIXELS] = picture
    st.session_state[PENDING] = True


def undo() -> None:
    """Take back the last stroke, also one that the sheet has yet to send, or the last of several such."""
    strokes: list[dict[str, Any]] = st.session_state.get(STROKES, [])
    if not st.session_state.get(PENDING):
        start_from(strokes[:-1])
    elif (before := st.session_state.get(BEFORE)) is None:
        start_from(strokes)
    else:
        start_from([_as_one_stroke(before)])


def _kept_strokes() -> list[dict[str, Any]]:
    """Return what was drawn; as one picture, where the page was left before the sheet had sent its last stroke."""
    picture = drawn_picture()
    if picture is not None and st.session_state.get(PENDING):
        return [_as_one_stroke(picture)]
    strokes: list[dict[str, Any]] = st.session_state.get(STROKES, [])
    return strokes


def _as_one_stroke(picture: NDArray[np.uint8]) -> dict[str, Any]:
    """Return all that is drawn as one stroke."""
    return as_stroke(inline_picture(Image.fromarray(picture)), len(picture))


def as_stroke(address: str, side: int) -> dict[str, Any]:
    """Return a square picture of `side` pixels, given as its address, as a stroke that fills the sheet."""
    scale = FINE * SIZE / side
    place = {"originX": "left", "originY": "top", "left": 0, "top": 0, "width": side, "height": side}
    return {"type": "image", "version": "4.4.0", **place, "scaleX": scale, "scaleY": scale, "src": address}


def start_from(strokes: list[dict[str, Any]], *, keep_pixels: bool = False) -> None:
    """Lay the sheet out anew with these strokes; a new revision makes the browser redraw it and send it again."""
    revision = st.session_state.get(START, {}).get("revision", 0) + 1
    st.session_state[START] = {"objects": strokes, "revision": revision}
    st.session_state[STROKES] = strokes
    st.session_state[PENDING] = False
    if not strokes and not keep_pixels:
        st.session_state[PIXELS] = None
