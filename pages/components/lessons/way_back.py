"""The way back to a lesson from the page that it led to, and beside it what the lesson still asks for."""

from collections.abc import Mapping

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.lesson_progress import Progress
from pages.components.language.chosen import say
from pages.components.lessons.address import PAGE, lesson_address
from pages.components.lessons.all_lessons import LESSONS, number
from pages.components.lessons.gather import checked, gather
from pages.components.lessons.lesson import Lesson
from pages.components.state import get_store

UNDER_WAY = "lesson_under_way"
"""Session key of the lesson that the person went away from to try something."""


def keep_way_back(lesson: Lesson | None, progress: Mapping[str, Progress]) -> None:
    """Remember a lesson that is begun and not done; forget it where the person looks at another or at the list."""
    held = progress.get(lesson.key) if lesson else None
    st.session_state[UNDER_WAY] = lesson.key if lesson and held and not held.is_done else None


def show_way_back() -> None:
    """Show the way back, and what is missing, where a lesson is under way."""
    lesson = LESSONS.get(st.session_state.get(UNDER_WAY) or "")
    if lesson is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="way_back"):
        st.page_link(
            PAGE,
            label=say("Lesson {number}: {title}", number=number(lesson), title=lesson.title),
            icon=":material/arrow_back:",
            query_params=lesson_address(lesson),
            help=say("Back to the lesson that you are at."),
        )
        if text := _next_step(lesson):
            st.caption(text, width="content")


def _next_step(lesson: Lesson) -> str:
    """Say what the task still asks for, or that it is done; nothing where a number is to be typed."""
    if lesson.needs_reader:
        return ""
    try:
        progress = get_store().lesson_progress.all().get(lesson.key)
        if progress is None:
            return ""
        evidence = gather(lesson, progress)
        finding, _ = checked(lesson, progress, evidence)
    except MnistCoreError:
        return ""
    if finding.missing is None:
        return say("Done: go back and see how your prediction did.")
    if evidence.training is not None:
        return say("Run #{run} is training.", run=evidence.training.id)
    return say(finding.missing)
