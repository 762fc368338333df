import numpy as np
import pytest

from mnist_core.evaluation.calibration import coverage_curve
from pages.components.charts.coverage import coverage_alt, coverage_figure

PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.4, 0.6]])


@pytest.fixture
def curve():
    return coverage_curve(PROBABILITIES, [0, 1, 0, 1])


def test_the_chosen_threshold_is_marked_on_the_curve(curve):
    line, mark = coverage_figure(curve, 0.7).data
    assert (mark.x[0], mark.y[0]) == (0.5, 0.5)
    assert max(line.x) == 1
    assert not np.isnan(line.y).any()


def test_where_nothing_is_answered_there_is_no_mark(curve):
    assert len(coverage_figure(curve, 0.99).data) == 1
    assert coverage_alt(curve, 0.99) == "At this threshold nothing is answered."


def test_the_alternative_text_says_what_the_threshold_brings(curve):
    assert "Sure from 85%: 25.0% of the 10,000 test images are answered" in coverage_alt(curve, 0.85)
    assert "100.00% of these answers are right, against 75.00% of all." in coverage_alt(curve, 0.85)
