"""The catalogues of translations: complete, nothing left over, and compiled from what lies beside them."""

import gettext
import re
import string
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pages.components.language.messages import DOMAIN, ENGLISH, LOCALES, Message, known_language, languages

KEYWORDS = {"Message": None, "say": None}
TRANSLATED = sorted(languages().keys() - {ENGLISH})
COMMANDS = "as CONTRIBUTING says under “Add a language”"


@cache
def written() -> set[str]:
    """Every sentence that the code gives to be translated."""
    return {found[2] for found in extract_from_dir(LOCALES.parent, keywords=KEYWORDS, method_map=[("**.py", "python")])}


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=code)


def translations(code: str) -> dict[str, str]:
    return {message.id: message.string for message in catalogue(code) if message.id}


def placeholders(text: str) -> set[tuple[str, str]]:
    """The values that stand in a sentence, with their formats."""
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name}


def test_german_is_there() -> None:
    assert languages()["de"] == "Deutsch" and known_language("de_AT") == "de"


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_left_over(code: str) -> None:
    known = translations(code)
    assert not written() - known.keys(), f"not in the catalogue: update it, {COMMANDS}"
    assert not known.keys() - written(), f"no longer written: update the catalogue, {COMMANDS}"
    assert not [text for text, translated in known.items() if not translated]
    assert not [message.id for message in catalogue(code) if message.id and message.fuzzy]
    assert not catalogue(code).obsolete


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(code: str) -> None:
    with (LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    wrong = [text for text, translated in translations(code).items() if compiled.gettext(text) != translated]
    assert not wrong, f"compile the catalogue, {COMMANDS}"


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_have_the_same_values_and_formulas(code: str) -> None:
    for text, translated in translations(code).items():
        if "{" in re.sub(r"\$+[^$]*\$+", "", text):
            assert placeholders(text) == placeholders(translated), text
        formulas = [sorted(re.findall(r"\$[^$]+\$", each)) for each in (text, translated)]
        assert formulas[0] == formulas[1] or r"\text" in text, text


def test_german_writes_numbers_as_german_does() -> None:
    message = Message("{share:.1%} {steps:,} {loss:.2f}", share=0.984, steps=1875, loss=2.3)
    assert message.in_language("de") == "98,4\N{NO-BREAK SPACE}% 1.875 2,30"
