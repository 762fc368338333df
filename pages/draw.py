"""Draw a digit, pick a test image or upload a picture, and see what a network reads in it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.drawing.number import DigitReading, read_number
from mnist_core.drawing.picture import read_picture
from mnist_core.errors import MnistCoreError
from pages.components.choice import choose_one
from pages.components.drawing.canvas import SIZE, drawing_canvas
from pages.components.drawing.image_picker import pick_test_image
from pages.components.drawing.number_view import show_number
from pages.components.drawing.reading_view import fitted, pixelated, show_reading
from pages.components.drawing.upload import uploaded_picture
from pages.components.inside.drawn_image import inside_address
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.runs.network_picker import pick_network
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_mnist

SOURCES = ("Draw", "Test image", "Upload")

st.title("Draw")
run = pick_network()
if run is None:
    st.stop()

input_column, answer_column = st.columns([1, 2], gap="large")
readings: list[DigitReading] = []
picture: NDArray[np.uint8] | None = None
truth, hint = None, ""
try:
    network = cached_network(checkpoint_key(run))
    with input_column:
        source = choose_one(
            "Take the digit from",
            SOURCES,
            key="digit_source",
            help="Draw with a mouse, a pen or a finger; have a test image read; or upload a picture of a digit or a "
            "number.",
        )
        if source == "Draw":
            hint = "Nothing is drawn yet: draw a digit from 0 to 9 on the dark sheet, or several beside one another."
            picture = drawing_canvas()
        elif source == "Test image":
            test = get_mnist().test
            place = pick_test_image(test, cached_evaluation(checkpoint_key(run)))
            if place is not None:
                seen, truth = test.images[place] / 255, int(test.labels[place])
                readings = [DigitReading((0, 0, 28, 28), seen, network.predict_proba(seen.reshape(1, 784))[0])]
                st.image(pixelated(seen), width=SIZE, alt=f"Test image {place}, a handwritten {truth}.")
                st.caption(f"Test image {place:,}, labelled {truth}.")
        else:
            hint = "Upload a picture of a digit or a number, dark on light or light on dark."
            content = uploaded_picture()
            if content is not None:
                picture = read_picture(content)
                shown, width = fitted(picture, SIZE, 2 * SIZE)
                st.image(shown, width=width, alt="The picture that you uploaded.")
                hint = "No digit is found in this picture; choose one that shows a digit in clear contrast."
    if picture is not None:
        readings = read_number(network, picture)
except MnistCoreError as error:
    hint = as_markdown(as_sentence(str(error)))

with answer_column:
    if not readings:
        st.info(hint)
    else:
        chosen = readings[0]
        if len(readings) == 1:
            show_reading(chosen.image, chosen.probabilities, truth=truth)
        elif picture is not None:
            chosen = show_number(readings, picture)
        st.page_link(
            "inside.py",
            label="Look inside",
            icon=":material/neurology:",
            query_params=inside_address(chosen.image, run.id),
            help="Follow this digit through the network, unit by unit, and back.",
        )
