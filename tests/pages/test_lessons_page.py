"""Lessons as a script: every lesson opens, a prediction is kept, a task is checked by what is in the store."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_core.errors import StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.explanation.trace import trace_image
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.history import History
from mnist_core.store.lesson_progress import LessonProgress
from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.visitor import Visitor
from pages.components import visitor
from pages.components.language.messages import languages
from pages.components.lessons import gather
from pages.components.lessons.all_lessons import LESSONS
from pages.components.lessons.brought_setup import EXPECTED
from pages.components.lessons.doors import setup_address
from pages.components.lessons.evidence import Evidence, Reader
from tests.pages.stored_runs import epoch_end
from tests.store.any_state import put

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def small_reader(monkeypatch: pytest.MonkeyPatch, small_data: Any) -> None:
    """Let lessons look at a small network and a few images: reading all test images takes a second."""
    original = gather.a_reader

    def read_few() -> Reader | None:
        found = original()
        return found and replace(found, test=small_data.test)

    def load(_key: tuple[Any, ...]) -> NeuralNetwork:
        return NeuralNetwork((784, 9, 10), rng=np.random.default_rng(5))

    def measure(key: tuple[Any, ...]) -> Any:
        return evaluate(load(key), small_data.test)

    monkeypatch.setattr(gather, "cached_network", load)
    monkeypatch.setattr(gather, "cached_evaluation", measure)
    monkeypatch.setattr(gather, "a_reader", read_few)


def texts(app: AppTest) -> str:
    """Return everything that is written on the page."""
    kinds = (app.title, app.header, app.markdown, app.caption, app.info, app.warning, app.success, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def finished(store: RunStore, accuracy: float, *, first: Any, **changes: Any) -> int:
    """Put a finished run of a lesson's set-up into the store."""
    config = first.with_changes(**changes)
    run = store.runs.create(config, name="a try")
    with store.database.writing() as connection:
        ends = [replace(epoch_end(epoch, 3), validation_accuracy=accuracy) for epoch in (1, 2, 3)]
        write_epochs(connection, run.id, ends)
    put(store, run.id, RunStatus.FINISHED, epoch=3, step=30)
    return run.id


def test_the_list_shows_all_lessons(open_page: Open) -> None:
    app = open_page("lessons.py")
    assert not app.exception and app.title[0].value == "Lessons"
    assert [button.label for button in app.button] == [
        f"**{number}. {lesson.title.english}**" for number, lesson in enumerate(LESSONS.values(), 1)
    ]


def test_the_list_leads_to_the_first_lesson_that_is_not_done(open_page: Open, store: RunStore) -> None:
    assert "go_on" not in [button.key for button in open_page("lessons.py").button]
    for name in list(LESSONS)[:2]:
        store.lesson_progress.begin(name, "x")
        store.lesson_progress.finish(name, {})
    app = open_page("lessons.py")
    assert app.button("go_on").label == "Go on: 3. A gradient step"
    app.button("go_on").click().run()
    assert app.title[0].value == "A gradient step"
    for name in list(LESSONS)[2:]:
        store.lesson_progress.begin(name, "x")
        store.lesson_progress.finish(name, {})
    assert open_page("lessons.py").success[0].value.startswith("All lessons are done")


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("name", list(LESSONS))
def test_every_lesson_opens_and_asks_for_a_prediction(open_page: Open, store: RunStore, name: str, lang: str) -> None:
    lesson = LESSONS[name]
    app = open_page("lessons.py", lesson=name, lang=lang)
    assert not app.exception and app.title[0].value == lesson.title.in_language(lang)
    assert not app.info and len(app.radio[0].options) == len(lesson.prediction.choices)
    assert not any(paragraph.in_language(lang) in texts(app) for paragraph in lesson.background)
    app.radio[0].set_value(lesson.prediction.choices[1].key)
    app.button("FormSubmitter:" + f"form_prediction_{name}-" + app.button[-1].label).click().run()
    assert not app.exception and not app.radio
    assert store.lesson_progress.all()[name].prediction == lesson.prediction.choices[1].key
    for paragraph in (*lesson.explanation, *lesson.background, lesson.task):
        assert paragraph.in_language(lang) in texts(app)
    assert lesson.prediction.choices[1].text.in_language(lang) in texts(app)


def test_a_prediction_must_be_chosen_first(open_page: Open, store: RunStore) -> None:
    app = open_page("lessons.py", lesson="loss")
    app.button[-1].click().run()
    assert "Choose one of the answers first." in texts(app) and store.lesson_progress.all() == {}


def test_a_name_that_no_lesson_has_is_told_with_the_list(open_page: Open) -> None:
    app = open_page("lessons.py", lesson="**x**")
    assert "There is no lesson" in app.warning[0].value and len(app.button) == len(LESSONS)


def test_a_task_is_done_by_runs_and_stays_done_when_they_are_deleted(open_page: Open, store: RunStore) -> None:
    setup = LESSONS["initialisation"].doors(Evidence())[0].config
    finished(store, 0.1, first=setup)
    finished(store, 0.9, first=setup, initializer="he_uniform")
    store.lesson_progress.begin("initialisation", "slower")
    app = open_page("lessons.py", lesson="initialisation")
    assert "Open Train with weights of zero" in app.info[0].value  # those before the beginning do not count
    zeros = finished(store, 0.1, first=setup)
    app.run()
    assert f"Run #{zeros} stays at guessing" in app.info[0].value
    store.runs.delete(zeros)
    app.run()
    assert "Open Train with weights of zero" in app.info[0].value
    store.runs.restore(zeros)
    other = finished(store, 0.9, first=setup, initializer="he_uniform")
    app.run()
    assert not app.exception and "It never gets beyond guessing" in app.warning[0].value
    assert f"run #{other} reads 90.0%" in texts(app)
    for run in store.runs.all():
        store.runs.delete(run.id)
    assert f"run #{other} reads 90.0%" in texts(open_page("lessons.py", lesson="initialisation"))
    assert "1 of 10 lessons done" in open_page("lessons.py").get("progress")[0].text


@pytest.mark.parametrize("metric", ["loss", "accuracy"])
def test_the_curves_of_the_runs_are_shown_as_long_as_there_are_any(
    open_page: Open, store: RunStore, metric: str
) -> None:
    setup = LESSONS["overfitting"].doors(Evidence())[0].config
    first, second = (finished(store, 0.8, first=setup, seed=seed) for seed in (1, 2))
    shown = {"run": first, "mended_run": second, "best_epoch": 2, "lowest": 0.5, "last": 0.6, "train_loss": 0.01}
    shown |= {"train_accuracy": 1.0, "accuracy": 0.8, "mended": 0.3}
    if metric == "accuracy":
        shown = {"zeros_run": first, "zeros": 0.1, "zeros_loss": 2.3, "random_run": second, "random": 0.9}
    name = "overfitting" if metric == "loss" else "initialisation"
    store.lesson_progress.begin(name, "rises")
    store.lesson_progress.finish(name, shown)
    assert "Your runs" in texts(open_page("lessons.py", lesson=name))
    for run in (first, second):
        store.runs.delete(run)
    store.runs.purge(older_than_days=0)
    app = open_page("lessons.py", lesson=name)
    assert not app.exception and "Your runs" not in texts(app)


def test_a_right_prediction_is_praised_and_the_lesson_can_be_done_again(open_page: Open, store: RunStore) -> None:
    store.lesson_progress.begin("loss", "guess")
    store.lesson_progress.finish("loss", {"run": 3, "first": 2.4, "last": 0.3, "classes": 10})
    app = open_page("lessons.py", lesson="loss")
    assert app.success[0].value == "You predicted right."
    app.button("next_lesson").click().run()
    assert app.title[0].value == "A gradient step" and app.query_params["lesson"] == "gradient-step"
    app = open_page("lessons.py", lesson="loss")
    app.button("again_loss").click().run()
    assert store.lesson_progress.all() == {} and app.radio


def test_a_result_of_another_version_shows_only_the_moral(open_page: Open, store: RunStore) -> None:
    store.lesson_progress.begin("loss", "gone")
    store.lesson_progress.finish("loss", {"first": "x"})
    app = open_page("lessons.py", lesson="loss")
    assert not app.exception and not app.success and "Remember 2.30" in texts(app)


def test_the_last_lesson_has_none_after_it(open_page: Open, store: RunStore) -> None:
    store.lesson_progress.begin("handwriting", "all")
    store.lesson_progress.finish("handwriting", {"run": 0, "right": 10, "all": 10, "wrong": ""})
    app = open_page("lessons.py", lesson="handwriting")
    assert [button.key for button in app.button] == ["all_lessons", "again_handwriting"]
    app.button("all_lessons").click().run()
    assert app.title[0].value == "Lessons"


def test_a_number_is_checked_and_a_wrong_one_answered(open_page: Open, store: RunStore) -> None:
    store.lesson_progress.begin("neuron", "half")
    app = open_page("lessons.py", lesson="neuron")
    check = next(button for button in app.button if button.label == "Check")
    app.text_input[0].set_value("1234")
    check.click().run()
    assert "1234 is not it" in app.info[0].value
    reader = gather.a_reader()
    assert reader is not None
    right = trace_image(reader.network, reader.test.images[4]).layers[0].outputs.max()
    app.text_input[0].set_value(f"{right:.4f}")
    next(button for button in app.button if button.label == "Check").click().run()
    assert not app.exception and "Of the 9 units" in texts(app)


def test_ten_digits_of_ones_own_are_read(open_page: Open, store: RunStore, small_data: Any) -> None:
    store.own_digits.add(small_data.test.images[0], 0)
    store.lesson_progress.begin("handwriting", "all")
    app = open_page("lessons.py", lesson="handwriting")
    assert "Still missing: 0, 1, 2" in app.info[0].value  # one from before does not count
    for digit in range(10):
        store.own_digits.add(small_data.test.images[digit], digit)
    app.run()
    assert not app.exception and "of your 10 digits right" in texts(app)


def test_a_run_that_was_changed_while_it_trained_does_not_count(open_page: Open, store: RunStore) -> None:
    setup = LESSONS["initialisation"].doors(Evidence())[0].config
    store.lesson_progress.begin("initialisation", "slower")
    run = finished(store, 0.1, first=setup)
    with store.database.writing() as connection:
        row = {"run_id": run, "epoch": 1, "step": 5, "field": "learning_rate", "old": 0.1, "new": 0.2}
        connection.execute(tables.changes.insert().values(**row))
    waiting = store.runs.create(setup)
    app = open_page("lessons.py", lesson="initialisation")
    assert f"#{run}: not counted" in texts(app) and f"Run #{waiting.id} is training" in texts(app)


@pytest.mark.usefixtures("nothing_shipped")
def test_without_a_network_a_lesson_says_to_train_one(open_page: Open, add_run: Callable[..., Any]) -> None:
    app = open_page("lessons.py", lesson="neuron")
    assert "there is none yet" in app.info[0].value and not app.radio
    add_run()
    assert open_page("lessons.py", lesson="neuron").radio


def test_a_store_that_cannot_be_read_is_one_sentence(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(LessonProgress, "all", refuse)
    app = open_page("lessons.py", lesson="loss")
    assert not app.exception and app.error[0].value == "The disk is full."
    app = open_page("train.py", state={"lesson_under_way": "loss"})
    assert not app.exception


def test_a_history_that_cannot_be_read_is_one_sentence(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise StoreError("the disk is full")

    store.lesson_progress.begin("loss", "guess")
    monkeypatch.setattr(History, "epochs_of", refuse)
    app = open_page("lessons.py", lesson="loss")
    assert not app.exception and app.error[0].value == "The disk is full."


def test_the_way_back_tells_what_is_missing(open_page: Open, store: RunStore) -> None:
    assert "Lesson 8" not in texts(open_page("train.py"))
    store.lesson_progress.begin("initialisation", "slower")
    under_way = {"lesson_under_way": "initialisation"}
    setup = LESSONS["initialisation"].doors(Evidence())[0].config
    assert "Open Train with weights of zero" in texts(open_page("train.py", state=under_way))
    waiting = store.runs.create(setup)
    assert f"Run #{waiting.id} is training." in texts(open_page("train.py", state=under_way))
    put(store, waiting.id, RunStatus.STOPPED)
    finished(store, 0.1, first=setup)
    finished(store, 0.9, first=setup, initializer="he_uniform")
    assert "Done: go back and see" in texts(open_page("runs.py", state=under_way))
    store.lesson_progress.forget("initialisation")
    assert "Done: go back" not in texts(open_page("runs.py", state=under_way))


def test_the_way_back_to_a_number_is_only_a_link(open_page: Open, store: RunStore) -> None:
    store.lesson_progress.begin("neuron", "half")
    app = open_page("lessons.py", lesson="neuron")
    assert app.session_state["lesson_under_way"] == "neuron"
    app = open_page("runs.py", state={"lesson_under_way": "neuron"})
    assert not app.exception


def test_a_set_up_that_a_lesson_brings_fills_the_whole_form(open_page: Open, store: RunStore) -> None:
    door = LESSONS["overfitting"].doors(Evidence())[0]
    assert door.config is not None and setup_address(door.config) == door.query
    dirty = {EXPECTED: door, "dropout": 0.4, "hidden_sizes": "9, 9", "preset": "Quick"}
    app = open_page("train.py", state=dirty, **door.query)
    app.button("start").click().run()
    assert store.runs.all()[0].config == door.config


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if not lesson.needs_reader])
def test_an_address_alone_gives_a_lesson_s_set_up(open_page: Open, store: RunStore, name: str) -> None:
    door = LESSONS[name].doors(Evidence())[0]
    app = open_page("train.py", **door.query)
    app.button("start").click().run()
    assert store.runs.all()[0].config == door.config


def test_a_language_is_chosen_on_the_page_and_stays(open_page: Open) -> None:
    app = open_page("lessons.py")
    app.selectbox("language_choice").set_value("de").run()
    assert app.title[0].value == "Lektionen" and app.query_params["lang"] == "de"
    app = open_page("lessons.py", state={"language": "de"})
    assert app.title[0].value == "Lektionen"
    assert open_page("lessons.py", lang="tlh").title[0].value == "Lessons"


def test_the_language_of_the_browser_is_spoken_unless_another_is_chosen(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "locale", property(lambda _: "de-CH"))
    assert open_page("lessons.py").title[0].value == "Lektionen"
    assert open_page("runs.py").title[0].value == "Läufe"
    assert open_page("lessons.py", lang="en").title[0].value == "Lessons"


def test_in_a_class_everyone_has_lessons_of_their_own(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(visitor.VARIABLE, "1")
    setup = LESSONS["initialisation"].doors(Evidence())[0].config
    for name in ("Ada", "Bo"):
        store.of(Visitor(name)).lesson_progress.begin("initialisation", "nothing")
    ada = store.of(Visitor("Ada"))
    zeros = finished(ada, 0.1, first=setup)
    at = {name: {visitor.NAME: name, visitor.MARK: f"browser{name}"} for name in ("Ada", "Bo")}
    app = open_page("lessons.py", state=at["Ada"], lesson="initialisation")
    assert f"Run #{zeros} stays at guessing" in app.info[0].value
    app = open_page("lessons.py", state=at["Bo"], lesson="initialisation")
    assert "Open Train with weights of zero" in app.info[0].value
