"""The task of a lesson: what to do, the ways there, and how far one has come; it looks again by itself."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.lesson_progress import Progress
from pages.components.language.chosen import say
from pages.components.lessons.address import open_lesson
from pages.components.lessons.all_lessons import after, number
from pages.components.lessons.brought_setup import expect_setup
from pages.components.lessons.gather import checked, gather
from pages.components.lessons.lesson import Conclusion, Door, Finding, Lesson
from pages.components.lessons.prediction_view import tell_prediction
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import attempt, show_failure

REFRESH_SECONDS = 2.0
LONGEST_ANSWER = 40


def show_task(lesson: Lesson, progress: Progress) -> None:
    """Show the task until it is done; then what it showed."""
    if progress.is_done:
        show_conclusion(lesson, progress)
        return
    st.header(say("Now try it"), anchor=False)
    tell_prediction(lesson, progress)
    st.markdown(say(lesson.task))
    waits = lesson.asks is None
    st.fragment(_check_again, run_every=REFRESH_SECONDS if waits else None)(lesson, progress)


def _check_again(lesson: Lesson, progress: Progress) -> None:
    """Check the task anew; once it is done, the whole page is drawn again."""
    try:
        evidence = gather(lesson, progress, str(st.session_state.get(_answer_key(lesson), "")))
        finding, progress = checked(lesson, progress, evidence)
        doors = lesson.doors(evidence)
        question = lesson.asks(evidence) if lesson.asks else None
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
        return
    if progress.is_done:
        st.rerun()
    show_doors(doors)
    if question is not None:
        with st.form(f"form_{_answer_key(lesson)}", border=False):
            st.text_input(
                say(question),
                key=_answer_key(lesson),
                max_chars=LONGEST_ANSWER,
                persist_state="session",
                help=say("A number, with a decimal point or a decimal comma."),
            )
            st.form_submit_button(say("Check"), type="primary", icon=":material/check:", help=say("Check the number."))
    if question is None:
        _show_steps(finding)
    if finding.missing is not None:
        st.info(say(finding.missing), icon=":material/arrow_forward:")
    if evidence.training is not None:
        st.caption(say("Run #{run} is training; its result will appear here.", run=evidence.training.id))
    if evidence.altered:
        names = ", ".join(f"#{run_id}" for run_id in evidence.altered)
        st.caption(say("{runs}: not counted, because a setting was changed while it trained.", runs=names))


def _show_steps(finding: Finding) -> None:
    """Show each condition with whether it is met."""
    for step in finding.steps:
        icon = ":green[:material/check_circle:]" if step.is_done else ":gray[:material/radio_button_unchecked:]"
        st.markdown(f"{icon} {say(step.text)}")


def show_conclusion(lesson: Lesson, progress: Progress) -> None:
    """Show how the prediction did against what the task showed, what to keep of it, and the way on."""
    st.header(say("What you found"), anchor=False)
    conclusion = concluded(lesson, progress)
    tell_prediction(lesson, progress)
    if conclusion is not None:
        right = lesson.prediction.choice(conclusion.right)
        if conclusion.right == progress.prediction:
            st.success(say("You predicted right."), icon=":material/check_circle:")
        elif right is not None:
            st.warning(say("What happened: **{choice}**", choice=right.text), icon=":material/lightbulb:")
        st.markdown(say(conclusion.told))
        show_doors(conclusion.doors)
    with st.container(border=True):
        st.markdown(f":material/school: {say(lesson.moral)}")
    _show_way_on(lesson)


def concluded(lesson: Lesson, progress: Progress) -> Conclusion | None:
    """Return what the task said; None where its numbers are of another version of the lesson, or damaged."""
    try:
        conclusion = lesson.conclude(progress.shown)
        conclusion.told.in_language("")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return conclusion


def show_doors(doors: Sequence[Door]) -> None:
    """Show the links to other pages."""
    for door in doors:
        expect_setup(door)
        st.page_link(
            door.page, label=f"**{say(door.label)}**", icon=f":material/{door.icon}:", query_params=dict(door.query)
        )


def _show_way_on(lesson: Lesson) -> None:
    """Offer the next lesson, or this one once more."""
    following = after(lesson)
    if following is not None:
        st.button(
            say("Next: {number}. {title}", number=number(following), title=following.title),
            key="next_lesson",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=open_lesson,
            args=(following,),
            help=say("Open the next lesson."),
        )
    st.button(
        say("Do it again"),
        key=f"again_{lesson.key}",
        type="tertiary",
        icon=":material/replay:",
        on_click=_forget,
        args=(lesson,),
        help=say("Forget the prediction and the result of this lesson, and begin it anew. Your runs stay."),
    )
    show_failure()


def _forget(lesson: Lesson) -> None:
    """Begin a lesson anew."""
    st.session_state.pop(_answer_key(lesson), None)
    attempt(get_store().lesson_progress.forget, lesson.key)


def _answer_key(lesson: Lesson) -> str:
    return f"answer_{lesson.key}"
