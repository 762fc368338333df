"""The curves of one trial of a search."""

from collections.abc import Sequence

import plotly.graph_objects as go

from mnist_core.training.events import EpochEnd
from pages.components.charts.theme import TRAINING, VALIDATION, new_figure


def trial_figure(epochs: Sequence[EpochEnd]) -> go.Figure:
    """Draw one trial's accuracy after each epoch, on the images it learned from and on those that judge it."""
    at = [end.epoch for end in epochs]
    parts = (
        ("Training", [end.train_accuracy for end in epochs], TRAINING, "solid", "circle"),
        ("Validation", [end.validation_accuracy for end in epochs], VALIDATION, "dash", "diamond"),
    )
    traces = [
        {
            "x": at,
            "y": values,
            "name": name,
            "mode": "lines+markers",
            "line": {"color": color, "width": 2, "dash": dash},
            "marker": {"symbol": symbol, "size": 7},
            "hovertemplate": "%{y:.2%}",
        }
        for name, values, color, dash, symbol in parts
    ]
    margin = {"l": 60, "r": 36, "t": 8, "b": 45}
    return new_figure(traces, x_title="Epoch", y_title="Accuracy", tickformat=".1%", layout={"margin": margin})
