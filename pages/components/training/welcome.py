"""What the Train page shows before anything was trained: what to do, and the charts that wait for their first point.

Drawing empty charts also lets the browser fetch the chart library before it is needed.
"""

import streamlit as st

from pages.components.charts.series import RunSeries
from pages.components.charts.theme import Chart
from pages.components.charts.training import accuracy_chart, loss_chart
from pages.components.live_chart import live_chart

NO_RUN = 0


def welcome() -> None:
    """Say what to do first and what one will see."""
    with st.container(border=True):
        st.header("Teach a network to read digits", anchor=False)
        st.markdown(
            "Press **Start training**. A network of plain NumPy looks at 55,000 handwritten digits, batch after batch, "
            "and you watch its loss fall and its accuracy rise, live.\n\n"
            "Afterwards **Evaluate** shows where it errs, and **Draw** lets it read your own hand."
        )
        with st.container(horizontal=True, gap="medium"):
            st.page_link(
                "draw.py", label="Draw a digit now", icon=":material/draw:", help="A trained network is ready."
            )
            st.page_link("evaluate.py", label="See how well it reads", icon=":material/grid_on:")
            st.page_link(
                "lessons.py",
                label="Learn it in ten lessons",
                icon=":material/school:",
                help="Short ones: predict, try, and see whether you were right.",
            )
    nothing_yet = RunSeries(NO_RUN)
    loss, accuracy = st.columns(2)
    with loss:
        _empty(loss_chart(nothing_yet), "empty_loss_chart", highest=2.5)
    with accuracy:
        _empty(accuracy_chart(nothing_yet), "empty_accuracy_chart", highest=1)


def _empty(chart: Chart, key: str, *, highest: float) -> None:
    """Draw a chart without points on the axes that a run begins with."""
    figure = chart.figure.update_xaxes(range=[0, 500]).update_yaxes(range=[0, highest])
    live_chart(figure, key=key, height=300, alt=chart.alt)
