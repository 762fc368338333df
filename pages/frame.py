"""What every page shows: the window's title, the width, the navigation."""

import streamlit as st

from pages.components.language.chosen import say
from pages.components.lessons.brought_setup import take_setup
from pages.components.lessons.way_back import show_way_back
from pages.components.projector_mode import is_projected
from pages.components.runs.window_title import PROJECT
from pages.components.visitor import is_classroom
from pages.components.visitor_name import ask_name

# A Material icon would be fetched from the network.
ICON = """<svg viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#1f69c1"/>
<path d="M20 19 C28 11 44 13 43 22 C42 29 35 31 29 31 C37 31 46 35 44 44 C42 53 26 54 19 46"
 fill="none" stroke="white" stroke-width="7" stroke-linecap="round"/></svg>"""

st.set_page_config(page_title=PROJECT, page_icon=ICON, layout="wide")

PAGES = [
    st.Page(
        "train.py",
        title=say("Train"),
        icon=":material/model_training:",
        help=say("Set up a network and watch it learn."),
        default=True,
    ),
    st.Page(
        "lessons.py",
        title=say("Lessons"),
        icon=":material/school:",
        help=say("Learn it step by step: ten short lessons that check themselves on your own runs."),
    ),
    st.Page(
        "inside.py",
        title=say("Inside"),
        icon=":material/neurology:",
        help=say("Follow one digit through the network and back: every number, and where it comes from."),
    ),
    st.Page(
        "evaluate.py",
        title=say("Evaluate"),
        icon=":material/grid_on:",
        help=say("See where a trained network errs: accuracy, confusion matrix, the digits it misreads."),
    ),
    st.Page(
        "draw.py",
        title=say("Draw"),
        icon=":material/draw:",
        help=say("Draw a digit and have it read."),
    ),
    st.Page(
        "tune.py",
        title=say("Tune"),
        icon=":material/tune:",
        help=say("Search for a set-up that works: many trials, seen side by side."),
    ),
    st.Page(
        "data.py",
        title=say("Data"),
        icon=":material/database:",
        help=say("What networks learn from: look at it, and add images of your own."),
    ),
    st.Page(
        "runs.py",
        title=say("Runs"),
        icon=":material/format_list_bulleted:",
        help=say("Every run: rename, resume, export, import, delete."),
    ),
    st.Page(
        "compare.py",
        title=say("Compare"),
        icon=":material/stacked_line_chart:",
        help=say("Put runs side by side: curves, settings that differ, results with their uncertainty."),
    ),
]

if is_classroom():
    PAGES.append(
        st.Page("wall.py", title=say("Wall"), icon=":material/groups:", help=say("Everybody's curve, and the best."))
    )
page = st.navigation(PAGES, position="hidden" if is_projected() else "top")
st.set_page_config(page_title=f"{page.title} · {PROJECT}")
if is_classroom():
    ask_name(required=page.url_path != "wall")
if page is PAGES[0]:
    take_setup()
if page.url_path != "lessons" and not is_projected():
    show_way_back()
page.run()
