"""One lesson: its explanation on the left, the prediction and then the task on the right."""

import streamlit as st

from mnist_core.store.lesson_progress import Progress
from pages.components.language.chosen import say
from pages.components.lessons.address import open_lesson
from pages.components.lessons.all_lessons import LESSONS, number
from pages.components.lessons.curves_view import show_curves
from pages.components.lessons.gather import gather
from pages.components.lessons.lesson import Lesson
from pages.components.lessons.overview import state_badge
from pages.components.lessons.prediction_view import ask_prediction, show_pictures
from pages.components.lessons.task_view import concluded, show_task


def show_lesson(lesson: Lesson, progress: Progress | None) -> None:
    """Show a lesson as far as the person has come with it.

    Raises
    ------
    MnistCoreError
        If the store cannot be read.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("All lessons"),
            key="all_lessons",
            type="tertiary",
            icon=":material/arrow_back:",
            on_click=open_lesson,
            args=(None,),
            help=say("Back to the list."),
        )
        st.caption(say("Lesson {number} of {all}", number=number(lesson), all=len(LESSONS)), width="content")
        state_badge(progress, lesson)
    evidence = gather(lesson, None)
    explanation, work = st.columns([6, 5], gap="large")
    with explanation:
        for paragraph in lesson.explanation if progress is None else (*lesson.explanation, *lesson.background):
            st.markdown(say(paragraph))
        show_pictures(lesson, evidence)
        conclusion = concluded(lesson, progress) if progress is not None and progress.is_done else None
        if conclusion is not None and conclusion.curves is not None:
            show_curves(conclusion.curves, key=lesson.key)
    with work, st.container(border=True):
        if lesson.needs_reader and evidence.reader is None:
            st.info(
                say(
                    "This lesson looks at a trained network, and there is none yet: train one first, it takes seconds."
                ),
                icon=":material/model_training:",
            )
            st.page_link("train.py", label=say("Go to Train"), icon=":material/arrow_forward:")
        elif progress is None:
            ask_prediction(lesson)
        else:
            show_task(lesson, progress)
