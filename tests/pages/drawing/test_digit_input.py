"""What is a digit, and what is only a dot or an empty sheet."""

import numpy as np
import pytest

from mnist_core.errors import DrawingError
from pages.components.drawing.canvas import BRUSH_RANGE
from pages.components.drawing.digit_input import LEAST_DRAWN, prepare_digit


def test_a_dot_is_told_by_its_longer_side():
    sheet = np.zeros((280, 280), dtype=np.uint8)
    sheet[100:110, 100:110] = 255
    with pytest.raises(DrawingError, match="only a dot"):
        prepare_digit(sheet, least=20)
    sheet[100:150, 100:110] = 255
    assert prepare_digit(sheet, least=20) is not None


def test_the_widest_pens_dot_is_a_dot():
    assert LEAST_DRAWN > BRUSH_RANGE[1]


def test_an_empty_sheet_holds_nothing():
    assert prepare_digit(np.zeros((280, 280), dtype=np.uint8), least=20) is None
