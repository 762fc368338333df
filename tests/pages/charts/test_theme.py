"""Colours, lines and markers tell series apart, for every eye and on both backgrounds."""

import numpy as np

from pages.components.charts.theme import DASHES, SERIES, SYMBOLS, new_figure, series_line, series_marker


def test_series_colors_have_contrast_on_both_backgrounds() -> None:
    for background in ("#ffffff", "#0f1620"):
        assert min(contrast(color, background) for color in SERIES) >= 3


def test_series_styles_differ_for_every_layer_that_a_network_can_have() -> None:
    styles = {
        (series_line(index)["color"], series_line(index)["dash"], series_marker(index)["symbol"]) for index in range(11)
    }
    assert len(styles) == 11
    assert len(DASHES) > 1 and len(SYMBOLS) > 1


def test_figure_carries_no_template() -> None:
    assert not new_figure(x_title="Step", y_title="Loss").layout.template.layout.colorway


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    parts = np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
