import numpy as np
import pytest

from pages.components.charts.evaluation import confusion_alt, confusion_figure, difference_figure

MATRIX = 90 * np.eye(10, dtype=int)
MATRIX[4, 9] = 10
MATRIX[4, 4] = 80


def texts(figure) -> dict[tuple[int, int], str]:
    """Return the text of every cell by (digit, read as)."""
    return {
        (int(y), int(x)): text
        for trace in figure.data[1:]
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }


def test_confusion_figure_carries_what_a_click_needs_in_every_cell():
    cells = np.asarray(confusion_figure(MATRIX).data[0].customdata)
    assert cells.shape == (10, 10, 4)
    np.testing.assert_allclose(cells[4, 9], [4, 9, 10, 10 / 90])


def test_confusion_figure_writes_counts_and_leaves_zeros_blank():
    shown = texts(confusion_figure(MATRIX))
    assert (shown[4, 9], shown[0, 0]) == ("10", "90")
    assert len(shown) == 11


def test_confusion_figure_writes_shares_of_the_row():
    assert texts(confusion_figure(MATRIX, by_row=True))[4, 9] == "11.1"


def test_errors_only_hides_the_diagonal_and_colours_by_the_errors():
    figure = confusion_figure(MATRIX, errors_only=True)
    strength = np.asarray(figure.data[0].z)
    assert (0, 0) not in texts(figure)
    assert (strength[0, 0], strength[4, 9]) == (0, 1)


def test_few_errors_are_visible_beside_many_right_answers():
    assert np.asarray(confusion_figure(MATRIX).data[0].z)[4, 9] > 0.5


@pytest.mark.parametrize("by_row", [False, True])
@pytest.mark.parametrize("errors_only", [False, True])
def test_confusion_figure_of_an_empty_matrix_has_finite_colours(by_row, errors_only):
    figure = confusion_figure(np.zeros((10, 10), dtype=int), by_row=by_row, errors_only=errors_only)
    assert np.isfinite(np.asarray(figure.data[0].z)).all()


def test_selected_cell_is_framed():
    (frame,) = confusion_figure(MATRIX, selected=(4, 9)).layout.shapes
    assert (frame.x0, frame.y0) == (8.5, 3.5)


def test_traces_have_names_of_their_own():
    names = [trace.name for trace in confusion_figure(MATRIX).data]
    assert len(set(names)) == len(names)


def test_confusion_alt_states_the_takeaway():
    assert confusion_alt(MATRIX) == (
        "Confusion matrix: 890 of 900 digits read correctly; the most frequent mistake is 4 read as 9: 10 times."
    )


def test_difference_figure_says_where_the_second_has_more():
    first, second = np.zeros((10, 10), int), np.zeros((10, 10), int)
    first[4, 9], second[4, 9], second[4, 4] = 7, 2, 5
    cells, texts = difference_figure(first, second, selected=(4, 9)).data
    assert cells.z[4, 9] == -5
    assert list(zip(texts.x, texts.y, texts.text, strict=True)) == [(4, 4, "+5"), (9, 4, "-5")]


def test_axis_of_true_classes_speaks_of_writing_only_where_digits_are_written():
    assert confusion_figure(MATRIX).layout.yaxis.title.text == "Written as"
    names = tuple("abcdefghij")
    assert confusion_figure(MATRIX, class_names=names).layout.yaxis.title.text == "Is"
