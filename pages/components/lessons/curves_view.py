"""The curves of the runs that did a lesson's task, beside its explanation."""

import streamlit as st

from pages.components.charts.comparison import Line, comparison_alt, comparison_figure
from pages.components.charts.curves import epoch_curve
from pages.components.language.chosen import say
from pages.components.lessons.lesson import Curves
from pages.components.live_chart import live_chart
from pages.components.state import get_store

HEIGHT = 320


def show_curves(curves: Curves, *, key: str) -> None:
    """Draw them; runs that broke off in their first epoch, or are gone, have none.

    Raises
    ------
    MnistCoreError
        If the store cannot be read.
    """
    epochs = get_store().history.epochs_of(list(curves.runs))
    lines = [
        Line(
            epoch_curve(say(name), epochs[run], axis="epoch", part=part, metric=curves.metric, span=1),
            part,
            style=style,
        )
        for style, (run, name) in enumerate(curves.runs.items())
        for part in curves.parts
        if epochs[run]
    ]
    if not lines:
        return
    titles = {"loss": say("Loss"), "accuracy": say("Accuracy")}
    figure = comparison_figure(lines, axis="epoch", metric=curves.metric)
    figure.update_xaxes(title_text=say("Epoch")).update_yaxes(title_text=titles[curves.metric])
    if len(curves.parts) > 1:
        figure.update_layout(legend_title_text=say("Solid: training. Dashed: validation."))
    st.caption(say("Your runs"))
    live_chart(figure, key=f"lesson_curves_{key}", height=HEIGHT, alt=comparison_alt(lines, curves.metric))
