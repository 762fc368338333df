"""Text of unknown origin as one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.plain_text import one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("first  run", "first run"),
        ("two\nlines\r\n", "two lines"),
        ("\x1b[31mred\x07", "[31mred"),
        ("turned \u202eround", "turned round"),
        ("not UTF-8 \udcff", "not UTF-8"),
        ("Über 数字 👩\u200d🔬", "Über 数字 👩\u200d🔬"),
        ("", ""),
    ],
)
def test_only_what_a_line_may_hold_is_kept(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_long_text_ends_in_an_ellipsis() -> None:
    assert one_line("x" * 200, 10) == "x" * 9 + "…"
    assert one_line("\x00" * 10_000_000 + "x", 10) == "…"
    assert one_line("x" * 10, 10) == "x" * 10


@given(st.text(alphabet=st.characters()), st.integers(1, 50))
def test_any_text_becomes_a_short_line_that_can_be_written(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit and line.isprintable() | ("\u200d" in line)
    line.encode()
