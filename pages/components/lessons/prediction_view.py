"""The prediction that a lesson begins with: chosen before anything is tried, and kept."""

import streamlit as st

from mnist_core.store.lesson_progress import Progress
from pages.components.inline_picture import coloured, pixelated
from pages.components.language.chosen import say
from pages.components.lessons.evidence import Evidence
from pages.components.lessons.lesson import Lesson
from pages.components.state import get_store
from pages.components.store_actions import attempt, show_failure

NOTHING_CHOSEN = "lesson_nothing_chosen"
"""Session key of the lesson whose prediction was to be kept before there was one."""

PICTURE_WIDTH = 168


def ask_prediction(lesson: Lesson) -> None:
    """Ask for the prediction; nothing else of the lesson goes on before."""
    key = f"prediction_{lesson.key}"
    texts = {choice.key: say(choice.text) for choice in lesson.prediction.choices}
    st.header(say("First, your prediction"), anchor=False)
    with st.form(f"form_{key}", border=False):
        st.radio(
            say(lesson.prediction.question),
            list(texts),
            index=None,
            format_func=texts.__getitem__,
            key=key,
            help=say(
                "There is no penalty for a wrong one. Whoever commits to an answer first learns more from the result."
            ),
        )
        st.form_submit_button(
            say("That is my prediction"),
            type="primary",
            icon=":material/lock:",
            on_click=_keep,
            args=(lesson, key),
            help=say("It is kept; then the task opens."),
        )
    if st.session_state.get(NOTHING_CHOSEN) == lesson.key:
        st.warning(say("Choose one of the answers first."), icon=":material/error:")
    show_failure()


def tell_prediction(lesson: Lesson, progress: Progress) -> None:
    """Say what the person predicted."""
    choice = lesson.prediction.choice(progress.prediction)
    st.caption(say(lesson.prediction.question))
    if choice is not None:
        st.markdown(say("You predicted: **{choice}**", choice=choice.text))


def show_pictures(lesson: Lesson, evidence: Evidence) -> None:
    """Show what a lesson is about, where it is about something to see."""
    if lesson.pictures is None or evidence.reader is None:
        return
    with st.container(horizontal=True, gap="medium"):
        for picture in lesson.pictures(evidence):
            address = coloured(picture.values) if picture.is_signed else pixelated(picture.values / 255)
            with st.container(width=PICTURE_WIDTH):
                st.image(address, width=PICTURE_WIDTH, caption=say(picture.caption), alt=say(picture.caption))


def _keep(lesson: Lesson, key: str) -> None:
    """Keep the prediction, which begins the lesson."""
    chosen = st.session_state.get(key)
    st.session_state[NOTHING_CHOSEN] = "" if chosen else lesson.key
    if chosen:
        attempt(get_store().lesson_progress.begin, lesson.key, chosen)
