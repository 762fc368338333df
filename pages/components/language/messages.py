"""Sentences in the reader's language, by gettext: what is written in the code is English and names the translation.

A catalogue is `pages/locales/<language>/LC_MESSAGES/dashboard.po`, and beside it the compiled `.mo` that is read here.
Numbers are written as the language writes them: its catalogue says how by translating "1,234.5" and "12%".
"""

import gettext
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parents[2] / "locales"
DOMAIN = "dashboard"
ENGLISH = "en"


@dataclass(frozen=True, init=False)
class Message:
    """A sentence that is translated when it is shown.

    Parameters
    ----------
    english : str
        With {names} in braces where values stand, formatted as `str.format` does.
    **values
        Numbers are written as the language writes them; a text or another message stands as it is.
    """

    english: str
    values: Mapping[str, Any]

    def __init__(self, english: str, **values: Any) -> None:
        object.__setattr__(self, "english", english)
        object.__setattr__(self, "values", values)

    def in_language(self, language: str) -> str:
        """Return the sentence in a language, in English where that has no translation of it."""
        text = translation(language).gettext(self.english) if self.english else ""
        if not self.values:
            return text
        values = {
            name: value.in_language(language) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return _Numbers(language).vformat(text, (), values)


SAMPLE_NUMBER, SAMPLE_SHARE = Message("1,234.5"), Message("12%")
"""Translated, they show how a language groups digits, what its decimals begin with, and how it writes shares."""


@cache
def languages() -> dict[str, str]:
    """Return every language that has a catalogue by its code, called by its own name; English comes first."""
    found = sorted(path.parent.parent.name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return {ENGLISH: "English"} | {code: Message("English").in_language(code) for code in found}


@cache
def translation(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; English, and a language that is not known, leaves all as it is."""
    return gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


def known_language(wanted: str | None) -> str | None:
    """Return the language of a locale such as "de-AT" if there is a catalogue of it, else None."""
    code = (wanted or "").strip().replace("_", "-").split("-")[0].lower()
    return code if code in languages() else None


class _Numbers(string.Formatter):
    """Formats as `str.format` does, but writes numbers as a language does."""

    def __init__(self, language: str) -> None:
        number, share = SAMPLE_NUMBER.in_language(language), SAMPLE_SHARE.in_language(language)
        self._signs = {",": number[1], ".": number[-2], "%": share.removeprefix("12")}

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format one value."""
        text: str = super().format_field(value, format_spec)
        if isinstance(value, int | float):
            return "".join(self._signs.get(sign, sign) for sign in text).replace("-", "−")
        return text
