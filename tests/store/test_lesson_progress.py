"""How far people have come with the lessons."""

import numpy as np
import pytest
import sqlalchemy as sa

from mnist_core.errors import ConfigurationError
from mnist_core.store import tables
from mnist_core.store.visitor import Visitor
from mnist_core.training.config import TrainingConfig


def test_a_lesson_is_begun_done_and_forgotten(store, open_store):
    store.lesson_progress.begin("loss", "guess")
    begun = open_store().lesson_progress.all()["loss"]
    assert (begun.prediction, begun.is_done, begun.shown) == ("guess", False, {})
    store.lesson_progress.finish("loss", {"run": 3, "first": 2.3})
    done = open_store().lesson_progress.all()["loss"]
    assert done.is_done and done.shown == {"run": 3, "first": 2.3}
    store.lesson_progress.forget("loss")
    assert store.lesson_progress.all() == {}


def test_the_first_prediction_and_the_first_result_stay(store):
    store.lesson_progress.begin("loss", "guess")
    store.lesson_progress.begin("loss", "small")
    store.lesson_progress.finish("loss", {"run": 1})
    store.lesson_progress.finish("loss", {"run": 2})
    progress = store.lesson_progress.all()["loss"]
    assert (progress.prediction, progress.shown) == ("guess", {"run": 1})


def test_a_lesson_that_is_not_begun_cannot_be_done(store):
    store.lesson_progress.finish("loss", {})
    assert store.lesson_progress.all() == {}


def test_only_what_comes_after_the_beginning_counts(store):
    store.own_digits.add(np.zeros(784, np.uint8), 4)
    run = store.runs.create(TrainingConfig())
    store.runs.delete(run.id)
    store.lesson_progress.begin("loss", "guess")
    progress = store.lesson_progress.all()["loss"]
    assert (progress.after_run, progress.after_digit) == (run.id, store.own_digits.all()[-1].id)


def test_visitors_have_progress_of_their_own(store):
    store.lesson_progress.begin("loss", "guess")
    ada = store.of(Visitor("Ada")).lesson_progress
    ada.begin("loss", "small")
    store.lesson_progress.forget("loss")
    assert store.lesson_progress.all() == {}
    assert ada.all()["loss"].prediction == "small"


@pytest.mark.parametrize(("lesson", "prediction"), [("", "x"), ("x", "y" * 65), ("x" * 65, "y")])
def test_what_is_no_name_is_one_sentence(store, lesson, prediction):
    with pytest.raises(ConfigurationError, match="must have"):
        store.lesson_progress.begin(lesson, prediction)


def test_too_much_to_keep_is_one_sentence(store):
    store.lesson_progress.begin("loss", "guess")
    with pytest.raises(ConfigurationError, match="shown must have at most 4,000 characters"):
        store.lesson_progress.finish("loss", {"text": "x" * 5000})


@pytest.mark.parametrize("text", ["{", "[1]", ""])
def test_a_damaged_result_is_none(store, text):
    store.lesson_progress.begin("loss", "guess")
    store.lesson_progress.finish("loss", {"run": 1})
    with store.database.writing() as connection:
        connection.execute(tables.lesson_progress.update().values(shown=text))
    assert store.lesson_progress.all()["loss"].shown == {}


def test_a_store_of_before_gets_the_table(store, open_store):
    with store.database.writing() as connection:
        connection.execute(sa.schema.DropTable(tables.lesson_progress))
    store.close()
    again = open_store()
    again.lesson_progress.begin("loss", "guess")
    assert "loss" in again.lesson_progress.all()
