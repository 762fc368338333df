"""What is read on the sheet, while the pen moves and after.

The browser reads the sheet's pixels itself, with the network's weights, which it fetches once. When the pen is lifted
it sends the picture, and what Python reads in it takes the place of what the browser read.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.data.framing import Framing
from mnist_core.data.image import DIGITS
from mnist_core.data.reference import DataReference
from mnist_core.drawing.number import DigitReading
from mnist_core.drawing.picture import read_picture
from mnist_core.errors import DrawingError
from mnist_core.files.reader_file import reader_bytes
from mnist_core.pretrained.gate import NOT_A_DIGIT, STRANGER, load_gate
from pages.components.drawing.asked_for import frame_mark, invitation
from pages.components.drawing.canvas import SIZE, keep_picture
from pages.components.networks import cached_network
from pages.components.settings.values import as_sentence
from pages.server.assets import loader_script
from pages.server.weights import content_version, offer_network

KEY = "live_reader"
HANDLED = "live_reader_handled"
_PNG = "data:image/png;base64,"

_component = st.components.v2.component("live_reader", js=loader_script("live_reader"))


@dataclass(frozen=True)
class Answer:
    """What Python says of a drawing.

    Attributes
    ----------
    readings : sequence of DigitReading
    strangers : sequence of float
        For each, how likely it is that it is no digit.
    hint : str
        A sentence beside them, or in their place.
    side : int
        Pixels of the picture's sides, which the readings' boxes are counted in.
    """

    readings: Sequence[DigitReading] = ()
    strangers: Sequence[float] = ()
    hint: str = ""
    side: int = SIZE


def receive_drawing() -> None:
    """Keep the drawing that the browser sent when the pen was lifted, if it sent a new one."""
    sent = (st.session_state.get(KEY) or {}).get("drawing")
    if not sent or sent.get("number") == st.session_state.get(HANDLED):
        return
    st.session_state[HANDLED] = sent.get("number")
    keep_picture(_decoded(sent.get("picture")))


def _decoded(address: object) -> Any:
    """Return the pixels of a PNG's data address that came from a browser."""
    if not isinstance(address, str) or not address.startswith(_PNG):
        raise DrawingError("the drawing must be sent as a PNG; reload the page")
    try:
        content = base64.b64decode(address.removeprefix(_PNG), validate=True)
    except (ValueError, binascii.Error):
        raise DrawingError("the drawing that was sent is damaged; reload the page") from None
    picture = read_picture(content)
    if picture.shape != (SIZE, SIZE, 4):
        raise DrawingError(f"the drawing must be {SIZE} × {SIZE} pixels, got {picture.shape[1]} × {picture.shape[0]}")
    return picture


def live_reader(
    checkpoint: tuple[Any, ...], answer: Answer, data: DataReference, *, unsure: float, empty: bool
) -> None:
    """Show what is read, and let the browser read the sheet beside it with the network of a checkpoint.

    Parameters
    ----------
    checkpoint : tuple
        As from `checkpoint_key`.
    answer : Answer
        What Python reads in what is drawn now.
    data : DataReference
        What the network learned from: its classes, and how a drawing is prepared to be like its images.
    unsure : float, 0 to 1
        Least confidence of a sure answer.
    empty : bool
        Whether nothing is drawn.
    """
    content, version = _network_bytes(checkpoint, data.framing)
    _component(
        key=KEY,
        data={
            "network": offer_network(content, version),
            "gate": offer_network(*_gate_bytes()) if data.shows_digits else "",
            "classes": list(data.class_names),
            "frame": frame_mark(data),
            "invitation": invitation(data),
            "example": data.shows_digits,
            "limits": {"stranger": STRANGER, "unsure": unsure},
            "number": st.session_state.get(HANDLED, 0),
            "empty": empty,
            "readings": [_message(*each, answer.side) for each in zip(answer.readings, answer.strangers, strict=True)],
            "hint": answer.hint,
            "announce": announcement(answer, data.class_names),
        },
        width="stretch",
        on_drawing_change=lambda: None,
    )


def announcement(answer: Answer, class_names: Sequence[str] = DIGITS) -> str:
    """Say the answer in words, for those who cannot see it."""
    if not answer.readings:
        return answer.hint
    words = [
        NOT_A_DIGIT if stranger >= STRANGER else class_names[reading.digit]
        for reading, stranger in zip(answer.readings, answer.strangers, strict=True)
    ]
    said = as_sentence(NOT_A_DIGIT) if words == [NOT_A_DIGIT] else f"It reads {', '.join(words)}."
    return " ".join(filter(None, (said, answer.hint)))


def _message(reading: DigitReading, stranger: float, side: int) -> dict[str, Any]:
    grey = (np.clip(reading.image, 0, 1) * 255).round().astype(np.uint8)
    return {
        "digit": reading.digit,
        "confidence": reading.confidence,
        "stranger": float(stranger),
        "box": [edge / side for edge in reading.box],
        "probabilities": [float(share) for share in reading.probabilities],
        "image": base64.b64encode(grey.tobytes()).decode(),
    }


@st.cache_resource(max_entries=8, show_spinner=False)
def _network_bytes(checkpoint: tuple[Any, ...], framing: Framing) -> tuple[bytes, str]:
    """Return what the browser reads with, and the version of its address."""
    content = reader_bytes(cached_network(checkpoint), framing=framing)
    return content, content_version(content)


@st.cache_resource(show_spinner=False)
def _gate_bytes() -> tuple[bytes, str]:
    """Return what the browser tells digits from strangers with, likewise; one byte a weight is enough for it."""
    content = reader_bytes(load_gate(), storage="int8")
    return content, content_version(content)
