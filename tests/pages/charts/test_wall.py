"""The curves of a class on one chart."""

from pages.components.charts.theme import MUTED, VALIDATION
from pages.components.charts.wall import POINTS, TRAINING_NOW, floor_of, wall_chart, wall_curve
from tests.pages.recorded_run import recorded_series

SERIES = recorded_series(epochs=3, steps_per_epoch=200)
BEST = wall_curve("<b>Ada</b>", "#1 run", SERIES, is_best=True, is_training=False)
TRAINING = wall_curve("Bo", "#2 run", SERIES, is_best=False, is_training=True)
OTHER = wall_curve("Cy", "#3 run", SERIES, is_best=False, is_training=False)


def test_curve_has_few_points_over_epochs() -> None:
    assert len(BEST.x) <= POINTS and BEST.x[-1] == 3
    assert list(BEST.epochs) == [1, 2, 3]


def test_best_lies_on_top_in_bold_with_its_validation_and_its_name() -> None:
    chart = wall_chart([BEST, OTHER, TRAINING], metric="accuracy")
    lines = list(chart.figure.data)
    assert [line.name for line in lines] == ["Cy", "Bo", "&lt;b&gt;Ada&lt;/b&gt;", "Validation"]
    assert [line.line.color for line in lines[:3]] == [MUTED, TRAINING_NOW, VALIDATION]
    assert lines[2].line.width > lines[1].line.width > lines[0].line.width
    assert lines[2].text[-1].strip() == "&lt;b&gt;Ada&lt;/b&gt;" and lines[0].text is None
    assert chart.alt == "Accuracy of 3 visitors' runs, 1 of them training now; <b>Ada</b> is ahead."


def test_loss_is_drawn_from_zero_without_validation() -> None:
    chart = wall_chart([BEST], metric="loss")
    assert len(chart.figure.data) == 1 and chart.figure.layout.yaxis.rangemode == "tozero"


def test_axis_of_accuracies_begins_below_where_most_end() -> None:
    assert floor_of([]) == 0.0
    floor = floor_of([BEST, TRAINING, OTHER])
    assert 0.5 < floor < BEST.accuracy[-1]
    axis = wall_chart([BEST], metric="accuracy").figure.layout.yaxis
    assert axis.range[0] == floor and axis.range[1] > 1


def test_empty_wall_has_an_empty_chart() -> None:
    chart = wall_chart([], metric="accuracy")
    assert not chart.figure.data and "0 visitors" in chart.alt
