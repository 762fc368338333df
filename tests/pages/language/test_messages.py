"""Sentences and numbers as a language writes them."""

import gettext

import pytest

from pages.components.language import messages
from pages.components.language.messages import Message, known_language, languages, translation

GERMAN = {"1,234.5": "1.234,5", "12%": "12 %", "Run {run} of {part}": "Lauf {run} von {part}", "training": "Training"}


class Catalogue(gettext.NullTranslations):
    """A catalogue that needs no file."""

    def gettext(self, message: str) -> str:
        return GERMAN.get(message, message)


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setattr(
        messages, "translation", lambda code: Catalogue() if code == "xx" else gettext.NullTranslations()
    )
    return "xx"


def test_numbers_are_written_as_the_language_writes_them(german):
    message = Message("{share:.1%}, {steps:,}, {loss:.2f}, {gain:+.1f}", share=0.984, steps=12345, loss=2.3, gain=-1.5)
    assert message.in_language("en") == "98.4%, 12,345, 2.30, −1.5"
    assert message.in_language(german) == "98,4 %, 12.345, 2,30, −1,5"


def test_texts_stay_as_they_are_and_messages_are_translated(german):
    message = Message("Run {run} of {part}", run="0.0001", part=Message("training"))
    assert message.in_language(german) == "Lauf 0.0001 von Training"
    assert message.in_language("en") == "Run 0.0001 of training"


def test_a_sentence_without_values_may_hold_braces(german):
    assert Message("$w_{j}$").in_language(german) == "$w_{j}$"


def test_english_is_always_there_and_comes_first():
    assert next(iter(languages().items())) == ("en", "English")
    assert translation("en").gettext("Lessons") == "Lessons"
    assert translation("../../etc").gettext("Lessons") == "Lessons"


@pytest.mark.parametrize("wanted", [None, "", "tlh", "e", "../en", "english"])
def test_a_language_without_a_catalogue_is_not_known(wanted):
    assert known_language(wanted) is None


@pytest.mark.parametrize("wanted", ["en", "EN", "en-GB", "en_US", " en "])
def test_a_locale_is_known_by_its_language(wanted):
    assert known_language(wanted) == "en"


def test_equal_sentences_are_equal():
    assert Message("{a}", a=1) == Message("{a}", a=1) != Message("{a}", a=2)
