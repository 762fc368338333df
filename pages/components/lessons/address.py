"""What Lessons keeps in the address bar: which lesson is open, and in which language."""

from typing import Any

import streamlit as st

from pages.components.language.chosen import LANG, LANGUAGE
from pages.components.lessons.all_lessons import LESSONS
from pages.components.lessons.lesson import Lesson

LESSON = "lesson"
PAGE = "lessons.py"


def asked_lesson() -> tuple[Lesson | None, str]:
    """Return the lesson that the address names, and the name where there is no such lesson.

    The address alone decides, so that Back leads from a lesson to the list.
    """
    name = st.query_params.get(LESSON)
    if name is None:
        return None, ""
    lesson = LESSONS.get(name.strip().lower())
    return lesson, "" if lesson else name


def open_lesson(lesson: Lesson | None) -> None:
    """Put a lesson, or with None the list of all, into the address.

    Within the page this takes a button: a link from a page to itself changes neither the address nor what Back does.
    """
    if lesson is None:
        st.query_params.pop(LESSON, None)
    else:
        st.query_params[LESSON] = lesson.key


def lesson_address(lesson: Lesson | None = None) -> dict[str, Any]:
    """Return what the address says of a lesson, or of the list of all, in the language that was chosen."""
    chosen = st.session_state.get(LANGUAGE)
    return ({LESSON: lesson.key} if lesson else {}) | ({LANG: chosen} if chosen else {})
