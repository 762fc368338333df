import base64
import io

import numpy as np
import pytest
from PIL import Image

from mnist_core.drawing.number import DigitReading
from mnist_core.errors import DrawingError
from pages.components.drawing.live_reader import Answer, _decoded, announcement


def address(side: int = 280) -> str:
    content = io.BytesIO()
    Image.new("L", (side, side)).save(content, "PNG")
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()


def reading(digit: int) -> DigitReading:
    return DigitReading((0, 0, 1, 1), np.zeros(784, np.float32), np.eye(10)[digit])


def test_a_drawing_from_the_browser_is_decoded():
    assert _decoded(address()).shape == (280, 280, 4)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        5,
        "",
        "data:image/svg+xml;base64,AA==",
        "data:image/png;base64,%%",
        "data:image/png;base64,AAAA",
        address(9),
    ],
)
def test_whatever_else_is_sent_is_one_sentence(sent):
    with pytest.raises(DrawingError):
        _decoded(sent)


def test_the_answer_is_said_in_words():
    assert announcement(Answer()) == ""
    assert announcement(Answer(hint="Only a dot.")) == "Only a dot."
    assert announcement(Answer([reading(7)], [0.1])) == "It reads 7."
    assert announcement(Answer([reading(1)], [0.0]), ("a", "b")) == "It reads b."
    assert announcement(Answer([reading(7), reading(2)], [0.1, 0.9])) == "It reads 7, not a digit that I know."
    assert announcement(Answer([reading(7)], [0.9])) == "Not a digit that I know."
