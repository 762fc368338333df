"""Drawing and reading side by side; a stroke runs this part of the page alone."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.reference import DataReference
from mnist_core.drawing.number import read_number
from mnist_core.errors import MnistCoreError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained.gate import stranger_probability
from mnist_core.store.run import Run
from mnist_core.threads import one_thread
from pages.components.drawing.best_reader import Comparison, compare_readers, tell_reader
from pages.components.drawing.canvas import drawing_canvas, drawn_picture
from pages.components.drawing.confidence_view import advice, unsure_below
from pages.components.drawing.details import show_details
from pages.components.drawing.live_reader import Answer, live_reader, receive_drawing
from pages.components.drawing.look_inside import look_inside
from pages.components.networks import cached_network, checkpoint_key
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store


def draw_and_read(run: Run) -> None:
    """Show the sheet, and beside it what a run's network reads on it."""
    try:
        cached_network(checkpoint_key(run))
    except MnistCoreError as error:
        st.error(f"This network cannot be used: {as_markdown(str(error))}.")
        return
    digits = run.config.data.shows_digits
    _sheet_and_answer(run, compare_readers(run) if digits else None)
    if digits:
        advice(np.zeros(784, np.float32))  # measures MNIST once, while nobody waits for an answer


@st.fragment
def _sheet_and_answer(run: Run, compared: Comparison | None) -> None:
    key, data = checkpoint_key(run), get_store().data.framed(run.config.data)
    sheet_column, answer_column = st.columns(2, gap="medium")
    hint = ""
    try:
        receive_drawing()
    except MnistCoreError as error:
        hint = as_sentence(str(error))
    with sheet_column:
        drawing_canvas()
    answer = Answer(hint=hint) if hint else _answer(key, data)
    with answer_column:
        live_reader(key, answer, data, unsure=unsure_below(), empty=drawn_picture() is None)
        if answer.readings:
            look_inside(answer.readings[0].image, run)
        if compared is not None:
            tell_reader(compared)
    if answer.readings and (picture := drawn_picture()) is not None:
        show_details(key, picture, answer.readings[0].image, data)


def _answer(key: tuple[Any, ...], data: DataReference) -> Answer:
    """Return what the network reads in what is drawn."""
    picture = drawn_picture()
    if picture is None:
        return Answer()
    try:
        with one_thread():
            return _read(cached_network(key), picture, data)
    except MnistCoreError as error:
        return Answer(hint=as_sentence(str(error)))


def _read(network: NeuralNetwork, picture: NDArray[np.uint8], data: DataReference) -> Answer:
    readings = read_number(network, picture, data.framing)
    if not readings:
        return Answer()
    if not data.shows_digits:
        return Answer(readings, [0.0] * len(readings), side=len(picture))
    images = np.stack([reading.image for reading in readings])
    hint = advice(images[0]) if len(readings) == 1 else ""
    return Answer(readings, stranger_probability(images).tolist(), hint, side=len(picture))
