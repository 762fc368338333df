"""The wall: all curves of a class on one chart, and a card for each visitor, brought up to date by itself."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.charts.wall import wall_chart
from pages.components.choice import choose_one
from pages.components.live_chart import live_chart
from pages.components.projector_mode import is_projected, projector_switch
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.wall.board import board
from pages.components.wall.now import Wall, wall_now

REFRESH_SECONDS = 2
HEIGHT, PROJECTED_HEIGHT = 380, 185
LETTERS = 15
"""Size of the chart's letters on a projector, pixels."""

METRICS = {"Accuracy": "accuracy", "Loss": "loss"}
SPANS = {"This lesson": False, "All": True}
DATA = "wall_data"


@st.fragment(run_every=REFRESH_SECONDS)
def wall_view() -> None:
    """Draw the wall as it is now."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not is_projected():
            st.title("Wall", width="content")
        headline = st.container(width="stretch")
        metric, whole_store = _choose_shown()
        data_choice = st.container(width="content")
        projector_switch()
    try:
        wall = wall_now(st.session_state.get(DATA), whole_store=whole_store)
    except MnistCoreError as error:
        st.warning(as_markdown(as_sentence(str(error))), icon=":material/sync_problem:")
        return
    if not wall.standings:
        st.info("Nobody has come yet. Whoever enters a name appears here.", icon=":material/groups:")
        return
    headline.markdown(_headline(wall))
    if len(wall.data) > 1:
        with data_choice:
            _choose_data(wall)
    chart = wall_chart(wall.curves, metric=METRICS[metric])
    if is_projected():
        chart.figure.update_layout(font={"size": LETTERS})
    live_chart(chart.figure, key="wall_chart", height=PROJECTED_HEIGHT if is_projected() else HEIGHT, alt=chart.alt)
    board(wall.cards, dense=is_projected())


def _choose_shown() -> tuple[str, bool]:
    """Offer what the chart shows and whose runs; return the metric and whether the runs of all time."""
    metric = choose_one(
        "Chart",
        METRICS,
        key="wall_metric",
        label_visibility="collapsed",
        help="Of the batches, averaged over 30; diamonds are the best run's validation.",
    )
    span = choose_one(
        "Runs",
        SPANS,
        key="wall_span",
        label_visibility="collapsed",
        help="This lesson: what was started in the last three hours. All: whatever visitors have ever made here.",
    )
    return metric, SPANS[span]


def _headline(wall: Wall) -> str:
    """Say who is ahead, and how many there are."""
    best = wall.standings[0]
    states = [card.state for card in wall.cards]
    counts = [f"{states.count(state)} {state}" for state in ("training", "waiting") if state in states]
    words = [f"{len(states)} {'person' if len(states) == 1 else 'people'}", *counts]
    if best.accuracy is not None:
        words.insert(0, f"**{as_markdown(best.name)}** is ahead with **{best.accuracy:.2%}**")
    return " · ".join(words)


def _choose_data(wall: Wall) -> None:
    """Offer the data where the class learns from several kinds."""
    st.selectbox(
        "Data",
        [data.name for data in wall.data],
        key=DATA,
        persist_state="session",
        width=160,
        label_visibility="collapsed",
        help="Accuracies compare only among networks that learned from the same data.",
    )
