"""A Plotly chart that is updated in place, so that one can zoom and read it while it changes.

Streamlit's own Plotly element is torn down at every new figure. This one keeps its node in the page: Plotly redraws
inside it, and the zoom, the hover label and the traces hidden in the legend stay as the person left them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.components.live_chart.message import encode
from pages.server.assets import chart_loader_script

_component = st.components.v2.component("live_chart", js=chart_loader_script(), isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Click:
    """A point that was clicked: where it lies, its trace's name, and the point's own `customdata`."""

    x: Any
    y: Any
    trace: str
    customdata: Any


def live_chart(
    figure: go.Figure, *, key: str, height: int, alt: str, on_click: Callable[[Click], None] | None = None
) -> None:
    """Show a figure and update it in place at every rerun.

    The figure's template is replaced by Streamlit's theme, light or dark, also when the person switches it. A colour
    may be given as a variable of the theme, such as "var(--st-text-color)".

    Parameters
    ----------
    figure : Figure
        Traces keep their identity by `uid`, else by name; name them differently. Axis ranges that the person chose
        stay until `uirevision` of the axis or the layout changes.
    key : str
        The chart's identity in the page: one node for each key.
    height : int
        Pixels; reserved before anything is drawn, so the page does not jump.
    alt : str
        One sentence with what the chart shows, for those who cannot see it.
    on_click : callable, optional
        What to do with a point that was clicked. As with a button, it is called before the one rerun that the click
        causes, so that whatever it chooses is there when the page is drawn.
    """

    def clicked() -> None:
        if on_click is not None and (click := st.session_state[key].click):
            on_click(Click(**click))

    _component(
        key=key,
        data=encode(figure, alt=alt, clickable=on_click is not None),
        width="stretch",
        height=height,
        on_click_change=clicked,
    )
