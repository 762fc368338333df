"""The learning-rate range test beside the form: a curve of a second or two, a suggestion, and a way to use it."""

import numpy as np
import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_text import number_text
from mnist_core.tuning.range_test import RULE, RangeTest, range_test
from pages.components.charts.tuning import range_figure
from pages.components.live_chart import live_chart
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store

RESULT = "range_test"
HEIGHT = 240
MOST_DIGITS = 2


def range_view(config: TrainingConfig) -> None:
    """Draw the button, and the last result as long as it is of this set-up."""
    with st.expander("Find a learning rate", icon=":material/show_chart:"):
        st.caption(
            "One short training in which the learning rate grows at every step, with the set-up above. It takes a "
            "second or two."
        )
        st.button(
            "Run the range test",
            key="range_test_start",
            icon=":material/play_arrow:",
            on_click=_run,
            args=(config,),
            help="Shows from which rate on the network learns, and where the loss explodes.",
        )
        tested, found = st.session_state.get(RESULT, (None, None))
        if found is None or tested != config.with_changes(epochs=1):
            return
        if isinstance(found, str):
            st.error(as_markdown(found), icon=":material/error:")
            return
        _show(found)


def _run(config: TrainingConfig) -> None:
    """Run the test and keep what it found, or the sentence that says why it found nothing."""
    found: RangeTest | str
    try:
        found = range_test(config, get_store().data.load(config.data).train)
    except MnistCoreError as error:
        found = as_sentence(str(error))
    st.session_state[RESULT] = (config.with_changes(epochs=1), found)


def _show(found: RangeTest) -> None:
    """Draw the curve and the suggestion."""
    rate = number_text(found.suggestion)
    live_chart(
        range_figure(found.learning_rates, found.losses, found.smoothed, found.suggestion),
        key="range_test_chart",
        height=HEIGHT,
        alt=f"Loss of each batch over a growing learning rate; {rate} is suggested.",
    )
    st.markdown(f"Suggested: **{rate}**")
    st.caption(RULE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Search around it",
            key="range_test_use",
            icon=":material/travel_explore:",
            on_click=_search_around,
            args=(found.suggestion,),
            help="Let the search run from a tenth to three times this rate.",
        )
        st.page_link(
            "train.py",
            label="Use it on Train",
            icon=":material/model_training:",
            query_params={"learning_rate": rate},
            help="Open the form on Train with this learning rate.",
        )


def _search_around(rate: float) -> None:
    """Set the range of the learning rate on the form."""
    low, high = (number_text(float(np.format_float_positional(x, 2, fractional=False))) for x in (rate / 10, 3 * rate))
    st.session_state["tune_values_learning_rate"] = f"{low}..{high}:log"
    if "Learning rate" not in (chosen := st.session_state.get("tune_fields", [])):
        st.session_state["tune_fields"] = [*chosen, "Learning rate"]
