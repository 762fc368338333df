"""A drawing is kept as what a person says it is, taught, and what came of it is told honestly."""

import io

import numpy as np
import pytest
from PIL import Image

from mnist_core.files.lesson_file import LessonReport, save_report
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from pages.components.drawing.lesson_view import LESSON, sentence
from tests.store.any_state import put


def one_png() -> bytes:
    pixels = np.full((100, 100), 255, np.uint8)
    pixels[20:80, 45:55] = 0
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def app(open_page, add_run):
    """Open Draw with an upload that is read."""
    state = {"digit_source": "Upload", "draw_details": "Correct it", "uploaded_picture": ("one.png", one_png())}
    return open_page("draw.py", run=str(add_run().id), state=state)


def answers(app):
    return next(group for group in app.button_group if group.label.startswith("Wrong?"))


def button(app, label: str):
    return next(button for button in app.button if button.label == label)


def test_a_drawing_is_kept_as_what_it_is_said_to_be_and_taken_back(app, store):
    assert button(app, "Learn my handwriting").disabled
    app = answers(app).set_value(4).run()
    assert not app.exception
    assert [digit.label for digit in store.own_digits.all()] == [4]
    assert any(text.value == "Kept among your digits as a 4." for text in app.markdown)
    app = button(app, "Take back").click().run()
    assert store.own_digits.all() == []
    answers(app)


def test_a_lesson_is_a_run_of_the_queue_and_asked_for_once(app, store, started):
    app = answers(app).set_value(4).run()
    app = button(app, "Learn my handwriting").click().run()
    app = button(app, "Learn my handwriting").click().run()
    assert not app.exception
    lesson, _ = store.runs.all()
    assert lesson.name == "first, my handwriting" and lesson.status is RunStatus.QUEUED
    assert started


def test_the_result_of_a_lesson_is_shown_and_its_network_used(app, store):
    app = answers(app).set_value(4).run()
    app = button(app, "Learn my handwriting").click().run()
    lesson = store.runs.all()[0]
    store.networks.keep(lesson.id, store.networks.load(1))
    save_report(store.runs.folder(lesson.id), LessonReport(9, 4, 7, 0.9912))
    put(store, lesson.id, RunStatus.FINISHED, has_checkpoint=True, test_accuracy=0.9909, test_loss=0.1)
    app = app.run()
    assert not app.exception
    own, test = (metric for metric in app.metric if metric.label in ("Your digits", "Test images"))
    assert (own.value, own.delta) == ("7 of 9", "+3")
    assert (test.value, test.delta) == ("99.09%", "-0.03 points")
    app = button(app, "Use this network").click().run()
    assert app.selectbox(key="picked_network").value == lesson.id


def test_a_lesson_that_was_deleted_is_not_spoken_of(app, store):
    app.session_state[LESSON] = 99
    app = app.run()
    assert not app.exception and not app.metric


@pytest.mark.parametrize(
    ("report", "accuracy", "words"),
    [
        (
            (9, 4, 7, 0.99),
            0.9896,
            "It reads 3 more of your digits, also when it was not taught them; of MNIST it forgot 0.04 points.",
        ),
        (
            (9, 7, 7, 0.99),
            0.99,
            "It reads as many of your digits as before when it was not taught them; of MNIST it forgot nothing.",
        ),
        (
            (9, 7, 5, 0.99),
            0.991,
            "It reads 2 fewer of your digits when it was not taught them: add more of them; "
            "of MNIST it forgot nothing.",
        ),
        ((2, 0, 1, 0.99), 0.99, "2 of your digits are too few to judge by; of MNIST it forgot nothing."),
    ],
)
def test_the_sentence_says_what_a_lesson_was_worth(report, accuracy, words):
    assert sentence(LessonReport(*report), accuracy) == words


def test_a_ticked_digit_is_forgotten(app, store):
    app = answers(app).set_value(4).run()
    assert button(app, "Forget").disabled
    assert app.dataframe[0].value["It is a"].tolist() == [4]


def test_a_refused_file_is_one_sentence(app, store):
    app = app.get_by_key("own_digits_imports_0").upload("digits.zip", b"no zip").run()
    assert not app.exception
    assert "The file of digits is no zip file" in app.error[0].value
    assert store.own_digits.all() == []


@pytest.mark.parametrize(
    ("status", "message", "told"),
    [
        (RunStatus.FAILED, "training diverged at step 3", "Training diverged at step 3."),
        (RunStatus.STOPPED, "", "The lesson is stopped; Runs can resume it."),
    ],
)
def test_a_lesson_that_did_not_end_well_says_so(app, store, status, message, told):
    app = answers(app).set_value(4).run()
    app = button(app, "Learn my handwriting").click().run()
    put(store, store.runs.all()[0].id, status, message=message)
    app = app.run()
    assert not app.exception and [warning.value for warning in app.warning] == [told]


def test_a_lesson_that_ends_while_it_is_watched_is_judged_at_once(app, store, monkeypatch):
    app = answers(app).set_value(4).run()
    app = button(app, "Learn my handwriting").click().run()
    lesson = store.runs.all()[0]
    get, asked = Runs.get, []

    def ends(self, run_id):
        if run_id == lesson.id:
            asked.append(run_id)
            if len(asked) == 2:
                store.networks.keep(lesson.id, store.networks.load(1))
                put(store, lesson.id, RunStatus.FINISHED, has_checkpoint=True)
        return get(self, run_id)

    monkeypatch.setattr(Runs, "get", ends)
    app = app.run()
    assert not app.exception
    assert any(text.value.endswith("my handwriting has learned.") for text in app.markdown)


def test_digits_are_brought_in_from_a_file_once(app, store):
    app = answers(app).set_value(4).run()
    exported = store.own_digits.export()
    store.own_digits.remove([digit.id for digit in store.own_digits.all()])
    uploader = next(found for found in app.file_uploader if found.label == "File of digits")
    app = uploader.upload("my-digits.zip", exported).run()
    assert not app.exception and [digit.label for digit in store.own_digits.all()] == [4]
    assert "1 digits are new among yours." in [toast.value for toast in app.toast]
    uploader = next(found for found in app.file_uploader if found.label == "File of digits")
    app = uploader.upload("my-digits.zip", b"no zip").run()
    assert not app.exception and any("zip" in error.value for error in app.error)
