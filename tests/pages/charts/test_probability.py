import numpy as np
import pytest

from pages.components.charts.probability import ANSWER_COLOR, percent, probability_alt, probability_figure

PROBABILITIES = np.array([0.01, 0.02, 0, 0.7, 0.01, 0.2, 0.02, 0.02, 0.01, 0.01])


def test_only_the_answer_has_the_strong_colour():
    (bars,) = probability_figure(PROBABILITIES).data
    assert [digit for digit, color in enumerate(bars.marker.color) if color == ANSWER_COLOR] == [3]


def test_every_digit_has_its_value_as_text():
    (bars,) = probability_figure(PROBABILITIES).data
    assert list(bars.text)[:4] == ["1.0%", "2.0%", "0.0%", "70.0%"]


def test_probability_alt_names_the_two_most_probable():
    assert probability_alt(PROBABILITIES) == "Probability of each digit: 3 with 70.0%, then 5 with 20.0%."


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0%"), (1e-9, "<0.1%"), (0.5, "50.0%"), (0.99951, ">99.9%"), (1, "100.0%"), (np.float32(0.25), "25.0%")],
)
def test_percent_never_rounds_to_certainty(share, text):
    assert percent(share) == text
