"""Draw, pick a test image or upload a picture, and see what a network reads in it."""

import streamlit as st

from pages.components.choice import choose_one
from pages.components.drawing.best_reader import best_reader
from pages.components.drawing.brought_digit import take_brought_digit
from pages.components.drawing.picture_view import read_test_image, read_upload
from pages.components.drawing.sheet_view import draw_and_read
from pages.components.language.chosen import say
from pages.components.runs.network_picker import pick_network
from pages.components.runs.still_training import tell_still_training
from pages.components.runs.window_title import title_window

SOURCES = {"Draw": draw_and_read, "Test image": read_test_image, "Upload": read_upload}

problem = take_brought_digit("digit_source", "Draw")
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.title(say("Draw"), width="content")
    source = choose_one(
        "Take the digit from",
        SOURCES,
        key="digit_source",
        label_visibility="collapsed",
        help="Draw with a mouse, a pen or a finger; have a test image read; or upload a picture.",
    )
    run = pick_network(first=best_reader, label_visibility="collapsed")
if problem:
    st.warning(problem, icon=":material/link_off:")
if run is not None:
    tell_still_training(run)
    title_window("Draw", run)
    SOURCES[source](run)
