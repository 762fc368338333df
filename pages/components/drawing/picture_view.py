"""Reading pictures that are not drawn here: a test image, or a picture that is uploaded."""

import numpy as np
import streamlit as st

from mnist_core.drawing.number import DigitReading, read_number
from mnist_core.drawing.picture import read_picture
from mnist_core.errors import MnistCoreError
from mnist_core.pretrained.gate import stranger_probability
from mnist_core.store.run import Run
from pages.components.drawing.asked_for import listed, noun
from pages.components.drawing.canvas import SIZE
from pages.components.drawing.details import show_details
from pages.components.drawing.image_picker import pick_test_image
from pages.components.drawing.look_inside import look_inside
from pages.components.drawing.number_view import show_number
from pages.components.drawing.reading_view import fitted, show_reading
from pages.components.drawing.upload import uploaded_picture
from pages.components.inline_picture import pixelated
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_data, get_store


def read_test_image(run: Run) -> None:
    """Let a test image be picked and show what a run's network reads in it."""
    key, data = checkpoint_key(run), get_store().data.framed(run.config.data)
    input_column, answer_column = st.columns([1, 2], gap="large")
    try:
        test = get_data(data).test
        network = cached_network(key)
        with input_column:
            place = pick_test_image(test, cached_evaluation(key))
            if place is None:
                return
            seen, truth = test.images[place] / 255, int(test.labels[place])
            name = data.class_names[truth]
            what = "a handwritten" if data.shows_digits else "a"
            st.image(pixelated(seen), width=SIZE, alt=f"Test image {place}, {what} {name}.")
            st.caption(f"Test image {place:,}, labelled {as_markdown(name)}.")
        probabilities = network.predict_proba(seen.reshape(1, -1))[0]
    except MnistCoreError as error:
        st.info(as_markdown(as_sentence(str(error))))
        return
    with answer_column:
        show_reading(seen, probabilities, data, truth=truth)
        look_inside(seen, run)
    side = data.image_side
    show_details(key, test.images[place].reshape(side, side), seen, data, correctable=False)


def read_upload(run: Run) -> None:
    """Let a picture be uploaded and show what a run's network reads in it."""
    input_column, answer_column = st.columns([1, 2], gap="large")
    key, data = checkpoint_key(run), get_store().data.framed(run.config.data)
    shown_by = "a digit or a number" if data.shows_digits else listed(data)
    hint = f"Upload a picture of {as_markdown(shown_by, 400)}, dark on light or light on dark."
    readings: list[DigitReading] = []
    try:
        network = cached_network(key)
        with input_column:
            content = uploaded_picture(data)
            if content is not None:
                picture = read_picture(content)
                shown, width = fitted(picture, SIZE, 2 * SIZE)
                st.image(shown, width=width, alt="The picture that you uploaded.")
                hint = (
                    f"No {noun(data)} is found in this picture; choose one that shows a {noun(data)} in clear contrast."
                )
                readings = read_number(network, picture, data.framing)
    except MnistCoreError as error:
        hint = as_markdown(as_sentence(str(error)))
    with answer_column:
        if not readings:
            st.info(hint)
            return
        chosen = readings[0]
        strangers = [0.0] * len(readings)
        if data.shows_digits:
            strangers = stranger_probability(np.stack([reading.image for reading in readings])).tolist()
        if len(readings) == 1:
            show_reading(chosen.image, chosen.probabilities, data, stranger=strangers[0])
        else:
            chosen = show_number(readings, picture, strangers, data)
        look_inside(chosen.image, run)
    show_details(key, picture, chosen.image, data)
