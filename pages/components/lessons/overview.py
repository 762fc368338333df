"""The list of all lessons, and how far one has come."""

from collections.abc import Mapping

import streamlit as st

from mnist_core.store.lesson_progress import Progress
from pages.components.language.chosen import say
from pages.components.lessons.address import open_lesson
from pages.components.lessons.all_lessons import LESSONS, number
from pages.components.lessons.lesson import Lesson

COLUMNS = 2


def show_overview(progress: Mapping[str, Progress]) -> None:
    """Show what the lessons are, how many are done, and each with the way to it."""
    done = sum(key in progress and progress[key].is_done for key in LESSONS)
    st.markdown(
        say(
            "Ten short lessons. In each you predict something, try it on the real pages, and see whether you were "
            "right: the lesson looks at the runs that *you* made."
        )
    )
    st.caption(say("What stands in **bold** in a task is called so on the page."))
    st.progress(done / len(LESSONS), say("{done} of {all} lessons done", done=done, all=len(LESSONS)))
    _show_next(progress)
    lessons = list(LESSONS.values())
    for row in range(0, len(lessons), COLUMNS):
        for column, lesson in zip(st.columns(COLUMNS), lessons[row : row + COLUMNS], strict=False):
            with column.container(border=True, height="stretch", gap="xsmall"):
                _show_entry(lesson, progress.get(lesson.key))


def _show_next(progress: Mapping[str, Progress]) -> None:
    """Offer the first lesson that is not done, once one is begun."""
    following = next(
        (lesson for key, lesson in LESSONS.items() if key not in progress or not progress[key].is_done), None
    )
    if following is None:
        st.success(say("All lessons are done. What will you try next?"), icon=":material/celebration:")
    elif progress:
        st.button(
            say("Go on: {number}. {title}", number=number(following), title=following.title),
            key="go_on",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=open_lesson,
            args=(following,),
            help=say("Open the first lesson that is not done yet."),
        )


def _show_entry(lesson: Lesson, progress: Progress | None) -> None:
    """Show one lesson of the list."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.button(
            f"**{number(lesson)}. {say(lesson.title)}**",
            key=f"open_{lesson.key}",
            type="tertiary",
            on_click=open_lesson,
            args=(lesson,),
            help=say("Open this lesson."),
        )
        state_badge(progress, lesson)
    st.caption(say(lesson.summary))


def state_badge(progress: Progress | None, lesson: Lesson) -> None:
    """Say whether a lesson is done, begun, or how long it takes."""
    if progress is None:
        st.badge(say("{minutes} minutes", minutes=lesson.minutes), icon=":material/schedule:", color="gray")
    elif progress.is_done:
        st.badge(say("Done"), icon=":material/check:", color="green")
    else:
        st.badge(say("Begun"), icon=":material/hourglass_top:", color="blue")
