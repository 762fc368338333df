"""Ten short lessons: predict, try it on the real pages, and see whether the prediction held."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.language.chosen import choose_language, say
from pages.components.language.spoken import speak
from pages.components.lessons.address import asked_lesson
from pages.components.lessons.lesson_view import show_lesson
from pages.components.lessons.overview import show_overview
from pages.components.lessons.way_back import keep_way_back
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store

lesson, unknown = asked_lesson()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title(say(lesson.title) if lesson else say("Lessons"), width="content", anchor=False)
    with st.container(horizontal=True, gap=None, width="content"):
        choose_language()
        speak()
try:
    progress = get_store().lesson_progress.all()
    keep_way_back(lesson, progress)
    if lesson is not None:
        show_lesson(lesson, progress.get(lesson.key))
    else:
        if unknown:
            text = say("There is no lesson “{name}”; here are those that there are.", name=as_markdown(unknown, 40))
            st.warning(text, icon=":material/link_off:")
        show_overview(progress)
except MnistCoreError as error:
    st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
