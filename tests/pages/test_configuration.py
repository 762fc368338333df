"""`.streamlit/config.toml`: who is served, and how the pages look."""

import re
import tomllib
from pathlib import Path

import pytest

from pages.components.charts.theme import SERIES

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())


def test_the_server_keeps_to_this_computer() -> None:
    assert CONFIG["server"]["address"] == "localhost"
    assert CONFIG["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_are_complete(mode: str) -> None:
    other = {"light": "dark", "dark": "light"}[mode]
    theme = CONFIG["theme"][mode]
    assert theme.keys() == CONFIG["theme"][other].keys()
    assert tuple(theme["chartCategoricalColors"]) == SERIES
    assert len(theme["chartSequentialColors"]) == len(theme["chartDivergingColors"]) == 10


def test_fonts_come_with_streamlit() -> None:
    fonts = [value for name, value in CONFIG["theme"].items() if re.search("[fF]ont$", name)]
    assert set(fonts) <= {"sans-serif", "serif", "monospace"}
