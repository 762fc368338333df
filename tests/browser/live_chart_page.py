"""Two live charts of a recorded run that goes on at every refresh; `?epochs=75` starts near the end of a long one."""

import streamlit as st

from pages.components.charts.series import RunSeries
from pages.components.charts.training import accuracy_chart, loss_chart
from pages.components.live_chart import Click, live_chart
from tests.pages.recorded_run import STEPS_PER_EPOCH, RecordedRun

st.set_page_config(layout="wide")

if "run" not in st.session_state:
    epochs = int(st.query_params.get("epochs", "3"))
    st.session_state.run = RecordedRun(epochs)
    st.session_state.step = (epochs - 1) * STEPS_PER_EPOCH
    st.session_state.series = RunSeries(1)


def remember(click: Click) -> None:
    st.session_state.clicked = click.trace


@st.fragment(run_every=0.3)
def charts() -> None:
    """Go on by 20 steps and draw."""
    st.session_state.step += 20
    st.session_state.run.advance(st.session_state.step)
    series = st.session_state.series
    series.refresh(st.session_state.run)
    left, right = st.columns(2)
    with left:
        chart = loss_chart(series)
        live_chart(chart.figure, key="loss", height=300, alt=chart.alt)
    with right:
        chart = accuracy_chart(series)
        live_chart(chart.figure, key="accuracy", height=300, alt=chart.alt, on_click=remember)
    st.write(f"Clicked: {st.session_state.get('clicked', 'nothing')}")
    st.write(f"Step {st.session_state.step}")


charts()
st.button("Outside")
