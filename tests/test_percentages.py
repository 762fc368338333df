"""Percentages are written in one way, as English does: 98.45%, without a blank, in what people read and in the code."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPACED = re.compile(r"[\d}][ \u00a0\u202f]%(?![\w({}]| ?[\d(}])")
"""A number or a field, a blank and the sign; not a remainder of a division, nor a template's tag."""

OTHER_LANGUAGES = ("lesson", "language")
"""In the path of a file that may hold German, which writes a blank."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a file says and on which line: of a Python file its strings and comments, of others every line."""
    if path.suffix != ".py":
        yield from enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        return
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if tokenize.tok_name[token.type] in ("STRING", "COMMENT", "FSTRING_MIDDLE"):
                yield token.start[0], token.string


def files() -> list[Path]:
    folders = ("mnist_core", "pages", "tests", ".github")
    found = [path for folder in folders for kind in ("*.py", "*.md") for path in (ROOT / folder).rglob(kind)]
    return [ROOT / "README.md", *(path for path in found if not any(word in str(path) for word in OTHER_LANGUAGES))]


@pytest.mark.parametrize("text", ["98.45 % of them", "the {share:g} % smallest", "near 100\u00a0%.", "97 %"])
def test_a_blank_before_the_sign_is_found(text: str) -> None:
    assert SPACED.search(text)


@pytest.mark.parametrize("text", ["98.45%", "x2 % 3", "f(x) % n", "{i % 2}", "{% if x %}", "{{ a }} %}"])
def test_what_is_no_percentage_is_passed_over(text: str) -> None:
    assert not SPACED.search(text)


def test_percentages_have_no_blank() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files()
        if path != Path(__file__)
        for line, text in texts(path)
        if SPACED.search(text)
    ]
    assert not found, "\n".join(found)
