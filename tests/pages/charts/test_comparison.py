import numpy as np
import pandas as pd

from pages.components.charts.comparison import (
    FEW_LINES,
    Line,
    comparison_alt,
    comparison_figure,
    interval_figure,
    symbol,
)
from pages.components.charts.comparison_bars import are_single_values, bars_figure
from pages.components.charts.curves import Curve, SeedBand

X = np.array([1.0, 2.0])
FALLING = Curve("#1 falling", X, np.array([0.5, 0.1]))
FLAT = Curve("#2 flat", X, np.array([0.5, 0.5]))


def test_validation_is_dashed_and_shares_its_runs_colour():
    figure = comparison_figure([Line(FALLING, "train", 0), Line(FALLING, "validation", 0)], axis="epoch", metric="loss")
    train, validation = figure.data
    assert (train.line.dash, validation.line.dash) == ("solid", "dash")
    assert train.line.color == validation.line.color
    assert [trace.hovertemplate.split("<extra>")[1] for trace in (train, validation)] == [
        "#1 falling, training</extra>",
        "#1 falling, validation</extra>",
    ]


def test_the_legend_has_one_entry_for_each_run():
    lines = [
        Line(curve, part, style) for part in ("train", "validation") for style, curve in enumerate([FALLING, FLAT])
    ]
    figure = comparison_figure(lines, axis="epoch", metric="loss")
    assert [trace.name for trace in figure.data if trace.showlegend] == ["#1 falling", "#2 flat"]
    assert len({trace.uid for trace in figure.data}) == 4
    assert "Dashed" in figure.layout.legend.title.text


def test_many_lines_show_the_value_of_the_nearest_one_alone():
    few, many = (
        comparison_figure([Line(FLAT, "train", style) for style in range(count)], axis="epoch", metric="loss")
        for count in (2, FEW_LINES + 1)
    )
    assert (few.layout.hovermode, many.layout.hovermode) == ("x unified", "closest")


def test_accuracy_on_a_log_scale_is_the_share_of_mistakes():
    figure = comparison_figure([Line(FALLING, "train", 0)], axis="epoch", metric="accuracy", log=True)
    np.testing.assert_allclose(figure.data[0].y, [0.5, 0.9])
    assert figure.layout.yaxis.type == "log"


def test_band_surrounds_the_mean():
    band = SeedBand("both", X, np.array([1.0, 2.0]), np.array([0.5, 0.25]))
    filled, _ = comparison_figure([Line(band, "train", 0)], axis="epoch", metric="loss").data
    np.testing.assert_allclose(filled.y, [1.5, 2.25, 1.75, 0.5])


def test_names_are_shown_as_they_are_and_not_read_as_html():
    curve = Curve("<b>bold</b>", X, X)
    assert comparison_figure([Line(curve, "train", 0)], axis="step", metric="loss").data[0].name.startswith("&lt;b&gt;")


def test_colour_and_symbol_together_tell_forty_nine_runs_apart():
    assert len({(style % 7, symbol(style)) for style in range(49)}) == 49


def test_comparison_alt_names_the_best_end():
    lines = [Line(FALLING, "train", 0), Line(FLAT, "train", 1)]
    assert comparison_alt(lines, "loss") == "Loss of 2 runs; lowest training loss: #1 falling, 0.1000."
    assert "#2 flat" in comparison_alt(lines, "accuracy")
    assert "validation loss: #2 flat, 0.5000" in comparison_alt([lines[0], Line(FLAT, "validation", 1)], "loss")


def test_runs_of_a_group_share_a_colour_and_an_entry_and_keep_their_own_names():
    lines = [Line(FALLING, "train", 0, "rate 0.1"), Line(FLAT, "train", 0, "rate 0.1", faint=True)]
    first, second = comparison_figure(lines, axis="epoch", metric="loss").data
    assert first.line.color == second.line.color
    assert (first.name, first.showlegend, second.showlegend) == ("rate 0.1", True, False)
    assert "#2 flat" in second.hovertemplate and second.opacity < first.opacity


def test_single_values_are_bars():
    one = Curve("#3 short", np.array([1.0]), np.array([0.4]))
    lines = [Line(one, "train", 0), Line(one, "validation", 0)]
    assert are_single_values(lines) and not are_single_values([*lines, Line(FLAT, "train", 1)])
    training, validation = bars_figure(lines, metric="loss").data
    assert (training.type, training.x[0], validation.marker.pattern.shape) == ("bar", 0.4, "/")


def test_comparison_alt_of_nothing():
    assert comparison_alt([], "loss") == "No loss has been measured yet."


def test_interval_figure_draws_the_interval_as_error_bars():
    results = pd.DataFrame({"Run": ["a"], "Test accuracy": [0.9], "From": [0.85], "To": [0.93]})
    (points,) = interval_figure(results).data
    np.testing.assert_allclose([points.error_x.array[0], points.error_x.arrayminus[0]], [0.03, 0.05])
