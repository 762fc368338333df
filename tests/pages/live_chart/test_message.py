"""How a figure travels to the browser."""

import json
import zlib

import numpy as np
import plotly.graph_objects as go

from pages.components.charts.training import loss_chart
from pages.components.live_chart.message import encode
from tests.pages.recorded_run import recorded_series


def decoded(message: bytes) -> dict:
    return json.loads(zlib.decompress(message))


def test_message_is_the_same_for_the_same_figure() -> None:
    chart = loss_chart(recorded_series())
    first, second = (encode(chart.figure, alt=chart.alt, clickable=True) for _ in range(2))
    assert first == second


def test_message_rounds_numbers_and_drops_templates_and_what_is_not_finite() -> None:
    figure = go.Figure(go.Scatter(x=np.arange(3), y=[0.123456789, np.nan, np.inf]))
    message = decoded(encode(figure, alt="Three points", clickable=True))
    assert message["data"] == [{"type": "scatter", "x": [0, 1, 2], "y": [0.12346, None, None]}]
    assert message["layout"] == {}
    assert (message["alt"], message["clickable"]) == ("Three points", True)
