"""The sheet on Draw, as far as it can be told without a browser."""

import numpy as np
import pytest

from mnist_core.drawing.number import read_number
from mnist_core.errors import DrawingError
from mnist_core.pretrained import load_pretrained
from pages.components.drawing.canvas import BRUSH_RANGE, SIZE


def test_what_the_widest_pen_leaves_at_one_touch_is_only_a_dot():
    down, across = np.indices((SIZE, SIZE)) + 0.5
    touch = np.hypot(down - SIZE / 2, across - SIZE / 2) <= BRUSH_RANGE[1] / 2
    with pytest.raises(DrawingError, match="only a dot"):
        read_number(load_pretrained(), np.where(touch, 255, 0).astype(np.uint8))
