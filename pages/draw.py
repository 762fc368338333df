"""Draw a digit, pick a test image or upload a picture, and see what a network reads in it."""

import streamlit as st

from mnist_core.drawing.ink import read_picture
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.errors import MnistCoreError
from pages.components.choice import choose_one
from pages.components.drawing.canvas import SIZE, drawing_canvas
from pages.components.drawing.image_picker import pick_test_image
from pages.components.drawing.reading_view import pixelated, show_reading
from pages.components.inside.drawn_image import inside_address
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.runs.network_picker import pick_network
from pages.components.settings.values import as_sentence
from pages.components.state import get_mnist

SOURCES = ("Draw", "Test image", "Upload")
PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "bmp")

st.title("Draw")
run = pick_network()
if run is None:
    st.stop()

input_column, answer_column = st.columns([1, 2], gap="large")
seen, truth, hint = None, None, ""
try:
    network = cached_network(checkpoint_key(run))
    with input_column:
        source = choose_one(
            "Take the digit from",
            SOURCES,
            key="digit_source",
            help="Draw with a mouse, a pen or a finger; have a test image read; or upload a picture of one digit.",
        )
        if source == "Draw":
            hint = "Nothing is drawn yet: draw a digit from 0 to 9 on the dark sheet."
            drawing = drawing_canvas()
            if drawing is not None:
                seen = prepare_drawing(drawing)
        elif source == "Test image":
            test = get_mnist().test
            place = pick_test_image(test, cached_evaluation(checkpoint_key(run)))
            if place is not None:
                seen, truth = test.images[place] / 255, int(test.labels[place])
                st.image(pixelated(seen), width=SIZE, alt=f"Test image {place}, a handwritten {truth}.")
                st.caption(f"Test image {place:,}, labelled {truth}.")
        else:
            upload = st.file_uploader(
                "Picture of one digit",
                type=PICTURES,
                key="picture",
                help="A photo or a scan of one digit, dark on light or light on dark. The digit should fill most of "
                "it; lines, shadows and other things in the picture are taken for ink.",
            )
            hint = "Upload a picture of one digit, dark on light or light on dark."
            if upload is not None:
                picture = read_picture(upload.getvalue())
                st.image(picture, width=SIZE, alt="The picture that you uploaded.")
                seen = prepare_drawing(picture)
                hint = "No digit is found in this picture; choose one that shows a single digit in clear contrast."
except MnistCoreError as error:
    hint = as_sentence(str(error))

with answer_column:
    if seen is None:
        st.info(hint)
    else:
        show_reading(seen, network.predict_proba(seen.reshape(1, 784))[0], truth=truth)
        st.page_link(
            "inside.py",
            label="Look inside",
            icon=":material/neurology:",
            query_params=inside_address(seen, run.id),
            help="Follow this digit through the network, unit by unit, and back.",
        )
