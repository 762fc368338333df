"""A run of other data than MNIST: trained by a worker, measured on Evaluate, and open without its data."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_core.data.reference import SMALL_DIGITS, DataReference
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.worker.__main__ import work
from pages.components.runs.export_menu import KINDS
from tests.pages.stored_runs import add_finished_run
from tests.pages.test_draw_page import drawn_seven, picture
from tests.store.test_data_sets import clothes


@pytest.fixture
def run(store: RunStore) -> Run:
    """Return a run that a worker trained on clothes."""
    reference = store.data.add(clothes(), "clothes")
    config = TrainingConfig(hidden_sizes=(4,), epochs=1, data=reference, validation_size=10, batch_size=10)
    made = store.runs.create(config, name="clothes")
    work(store, store.workers.register(), linger=0.0, leave=threading.Event())
    return store.runs.get(made.id)


def test_a_worker_trains_on_it_and_evaluate_names_its_classes(
    run: Run, open_page: Callable[..., AppTest], store: RunStore
) -> None:
    assert run.status is RunStatus.FINISHED and run.test_accuracy is not None
    page = open_page("evaluate.py", run=str(run.id))
    assert not page.exception
    assert page.selectbox(key="other_class").options == ["any", "bag", "coat", "shirt"]
    store.data.remove(run.config.data.key)
    st.cache_resource.clear()
    page = open_page("evaluate.py", run=str(run.id))
    assert not page.exception
    assert any("are not here any more" in error.value for error in page.error)


@pytest.mark.parametrize("part", ["forward", "backward", "check-it", "one-step", "surgery", "time-machine"])
def test_inside_follows_an_image_of_other_data(run: Run, open_page: Callable[..., AppTest], part: str) -> None:
    page = open_page("inside.py", run=str(run.id), part=part)
    assert not page.exception and not page.error
    assert page.button[0].label == "Another image"
    told = [text.value for text in page.caption if "by a temperature" in text.value]
    assert len(told) == 1 and told[0].endswith(tuple(f"of this {name}." for name in run.config.data.class_names))


def test_inside_says_that_the_images_are_gone(run: Run, open_page: Callable[..., AppTest], store: RunStore) -> None:
    store.data.remove(run.config.data.key)
    page = open_page("inside.py", run=str(run.id))
    assert not page.exception
    assert any("are not here any more" in error.value for error in page.error)


@pytest.mark.parametrize("asked", ["Step by step", "Why"])
def test_draw_reads_other_data_by_their_names(run: Run, open_page: Callable[..., AppTest], asked: str) -> None:
    state = {"canvas_pixels": drawn_seven(), "draw_details": asked}
    page = open_page("draw.py", run=str(run.id), state=state)
    assert not page.exception and not page.error
    assert any(name in text.value for text in page.markdown for name in run.config.data.class_names)
    assert not [button for button in page.button if button.label == "Pin this digit"]
    page = page.get_by_key("digit_source").set_value("Test image").run()
    page = page.get_by_key("test_image_which").set_value("One digit").run()
    assert page.selectbox(key="test_image_digit").options == list(run.config.data.class_names)
    assert any("labelled bag" in text.value for text in page.caption)


def test_an_uploaded_picture_of_a_thing_is_read_whole(run: Run, open_page: Callable[..., AppTest]) -> None:
    page = open_page("draw.py", run=str(run.id)).get_by_key("digit_source").set_value("Upload").run()
    assert "bag, coat or shirt" in page.info[0].value
    page = page.file_uploader[0].upload("two.png", picture([(20, 20, 30, 80), (60, 20, 70, 80)])).run()
    assert not page.exception and not page.info
    assert any(text.value.startswith("It is ") for text in page.markdown)


def test_letters_beside_one_another_are_read_one_by_one(open_page: Callable[..., AppTest], store: RunStore) -> None:
    letters = DataReference(key="", name="letters", image_side=12, class_names=("a", "b"))
    run = add_finished_run(store, data=letters)
    page = open_page("draw.py", run=str(run.id)).get_by_key("digit_source").set_value("Upload").run()
    page = page.file_uploader[0].upload("two.png", picture([(20, 20, 30, 80), (60, 20, 70, 80)])).run()
    assert not page.exception
    assert any(text.value == "It reads 2 signs" for text in page.caption)


def test_a_network_from_elsewhere_is_measured_by_data_of_the_same_name(
    open_page: Callable[..., AppTest], store: RunStore
) -> None:
    here = store.data.add(clothes(), "clothes")
    run = add_finished_run(store, data=replace(here, key=""))
    page = open_page("evaluate.py", run=str(run.id))
    assert not page.exception and not page.error
    assert page.metric[0].label == "Test accuracy"


def test_every_kind_of_file_is_offered_for_other_data(open_page: Callable[..., AppTest], store: RunStore) -> None:
    run = add_finished_run(store, data=SMALL_DIGITS)
    page = open_page("runs.py", state={"chosen_runs": [run.id]})
    assert not page.exception
    assert {kind.title for kind in KINDS} <= {button.proto.label for button in page.get("download_button")}
    for kind in KINDS:
        assert kind.make(run)
