"""A lesson in one's own handwriting: asked for, watched for its seconds, and judged."""

from typing import Literal

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.files.lesson_file import LessonReport
from mnist_core.store.run import Run, RunStatus
from pages.components.runs.names import run_name
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store, select_run
from pages.components.store_actions import attempt, keep_worker_warm

LESSON = "lesson_run"
"""Session key of the run of the last lesson."""

LOOK_SECONDS = 0.5
FEW = 5


def show_lesson(digits: int, run_id: int) -> None:
    """Offer to teach one's digits to a copy of the run's network, and show what came of the last lesson.

    Parameters
    ----------
    digits : int
        How many there are.
    run_id : int
    """
    if digits:
        keep_worker_warm()
    st.button(
        "Learn my handwriting",
        type="primary" if digits >= FEW else "secondary",
        icon=":material/school:",
        on_click=_teach,
        args=(run_id,),
        disabled=not digits,
        help="Trains a copy of this network for some seconds on your digits, mixed with MNIST's so that it forgets "
        "little. The copy is a run of its own; this network stays as it is. Five digits or more are worth it.",
    )
    lesson = _lesson()
    if lesson is None:
        return
    if not lesson.status.is_over:
        _watch(lesson.id)
    elif lesson.status is RunStatus.FINISHED:
        _show_result(lesson, run_id)
    else:
        st.warning(as_markdown(as_sentence(lesson.message or f"the lesson is {lesson.status}; Runs can resume it")))


@st.fragment(run_every=LOOK_SECONDS)
def _watch(run_id: int) -> None:
    """Show how far the lesson is, and have the page drawn anew when it is over."""
    try:
        lesson = get_store().runs.get(run_id)
    except MnistCoreError as error:
        st.caption(as_markdown(as_sentence(str(error))))
        return
    if lesson.status.is_over:
        st.rerun()
    waits = lesson.status is RunStatus.QUEUED
    st.progress(lesson.progress, "It waits for its turn" if waits else "It learns your handwriting")


def _show_result(lesson: Run, run_id: int) -> None:
    """Say what the lesson did to one's own digits and to the test images, and offer its network."""
    report = get_store().own_digits.report(lesson.id)
    st.markdown(f"{as_markdown(run_name(lesson))} has learned.")
    if report is not None and lesson.test_accuracy is not None:
        own, test = st.columns(2)
        own.metric(
            "Your digits",
            f"{report.read_left_out} of {report.digits}",
            f"{report.read_left_out - report.read_before:+d}",
            delta_color=_color(report.read_left_out - report.read_before),
            help=f"{report.read_before} were read correctly before. Each is judged by a network that was taught all "
            "the others and not this one: what a network was taught says nothing of what it will read.",
        )
        change = 100 * (lesson.test_accuracy - report.test_accuracy_before)
        test.metric(
            "Test images",
            f"{lesson.test_accuracy:.2%}",
            f"{change:+.2f} points",
            delta_color=_color(round(change, 2)),
            help=f"{report.test_accuracy_before:.2%} before: what it has forgotten of other people's digits.",
        )
        st.caption(sentence(report, lesson.test_accuracy))
    if lesson.id != run_id and st.button(
        "Use this network",
        icon=":material/check:",
        help="Read with the network that has learned your handwriting; the list above has both.",
    ):
        select_run(lesson.id)
        st.rerun()


def sentence(report: LessonReport, test_accuracy: float) -> str:
    """Say in words what the lesson was worth."""
    gained = report.read_left_out - report.read_before
    if report.digits < FEW:
        own = f"{report.digits} of your digits are too few to judge by"
    elif gained > 0:
        own = f"It reads {gained} more of your digits, also when it was not taught them"
    elif gained == 0:
        own = "It reads as many of your digits as before when it was not taught them"
    else:
        own = f"It reads {-gained} fewer of your digits when it was not taught them: add more of them"
    lost = 100 * (report.test_accuracy_before - test_accuracy)
    return f"{own}; of MNIST it forgot {lost:.2f} points." if lost > 0.005 else f"{own}; of MNIST it forgot nothing."


def _color(change: float) -> Literal["normal", "off"]:
    """Return how a change is coloured: grey where there is none."""
    return "normal" if change else "off"


def _lesson() -> Run | None:
    """Return the last lesson's run, None if there was none or it is gone."""
    run_id = st.session_state.get(LESSON)
    try:
        lesson = None if run_id is None else get_store().runs.get(run_id)
    except MnistCoreError:
        return None
    return None if lesson is None or lesson.deleted_at is not None else lesson


def _teach(run_id: int) -> None:
    """Queue the lesson at the front, once."""
    last = _lesson()
    if last is not None and not last.status.is_over:
        return
    lesson = attempt(get_store().own_digits.teach, run_id)
    if lesson is not None:
        st.session_state[LESSON] = lesson.id
        attempt(get_store().workers.ensure)
