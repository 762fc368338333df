"""How pictures are shown beside what is read in them."""

import numpy as np
import pytest

from pages.components.drawing.reading_view import fitted


@pytest.mark.parametrize("shape", [(10_000, 1, 4), (1, 10_000, 4), (28, 28), (300, 200, 3), (10_000, 3, 4)])
def test_no_picture_is_shown_higher_or_wider_than_its_place(shape: tuple[int, ...]) -> None:
    shown, width = fitted(np.zeros(shape, np.uint8), 280, 560)
    assert 1 <= width <= 280
    assert width * shown.shape[0] / shown.shape[1] <= 560


def test_picture_of_usual_shape_is_shown_whole() -> None:
    shown, width = fitted(np.zeros((300, 200, 3), np.uint8), 280, 560)
    assert (shown.shape, width) == ((300, 200, 3), 280)
