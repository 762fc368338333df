"""How pictures are shown beside what is read in them."""

import numpy as np
import pytest

from pages.components.drawing.reading_view import fitted, verdict


@pytest.mark.parametrize("shape", [(10_000, 1, 4), (1, 10_000, 4), (28, 28), (300, 200, 3), (10_000, 3, 4)])
def test_no_picture_is_shown_higher_or_wider_than_its_place(shape: tuple[int, ...]) -> None:
    shown, width = fitted(np.zeros(shape, np.uint8), 280, 560)
    assert 1 <= width <= 280
    assert width * shown.shape[0] / shown.shape[1] <= 560


def test_picture_of_usual_shape_is_shown_whole() -> None:
    shown, width = fitted(np.zeros((300, 200, 3), np.uint8), 280, 560)
    assert (shown.shape, width) == ((300, 200, 3), 280)


def shares(first: float, second: float) -> np.ndarray:
    return np.array([0, 0, 0, first, 0, second, *[(1 - first - second) / 4] * 4])


def test_that_it_is_a_digit_at_all_is_part_of_how_sure_an_answer_is() -> None:
    assert verdict(shares(0.98, 0.02), None) == "It is 98.0% sure."
    assert verdict(shares(0.98, 0.02), None, 0.1) == "It is 88.2% sure."


def test_an_unsure_answer_names_what_it_may_be_as_well() -> None:
    assert verdict(shares(0.45, 0.4), None).endswith("unsure, 3 or 5.")
    assert verdict(shares(0.98, 0.02), None, 0.7) == "It is 29.4% sure: unsure, 3 or no digit."
