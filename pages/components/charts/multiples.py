"""Small multiples: what each value of one setting did to loss and accuracy, drawn alike and side by side."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.components.charts.series import decimate
from pages.components.charts.theme import NO_TEMPLATE, TRAINING, VALIDATION

POINTS = 60
MOST_LOSS = 3.0
"""Of the axis: guessing costs 2.3, and one value that explodes must not flatten all others."""


@dataclass(frozen=True)
class Multiple:
    """One value of a setting, and the steps and epochs that it was trained for."""

    text: str
    step: Any
    loss: Any
    accuracy: Any
    epoch_step: Sequence[int]
    validation_accuracy: Sequence[float]
    has_failed: bool = False


def multiples_figure(shown: Sequence[Multiple]) -> go.Figure:
    """Draw a column for each value: the loss of the batches above, their accuracy and validation's below."""
    columns = max(len(shown), 1)
    titles = [html.escape(each.text) + (" ✕" if each.has_failed else "") for each in shown]
    figure = make_subplots(
        rows=2,
        cols=columns,
        shared_xaxes=True,
        shared_yaxes="rows",
        horizontal_spacing=0.15 / columns,
        vertical_spacing=0.08,
        column_titles=titles or None,
    )
    for column, each in enumerate(shown, start=1):
        kept = decimate(each.loss, POINTS)
        rows = (("Loss", each.loss, "%{y:.3f}"), ("Accuracy", each.accuracy, "%{y:.1%}"))
        for row, (name, values, form) in enumerate(rows, start=1):
            figure.add_trace(
                {
                    "x": each.step[kept],
                    "y": values[kept],
                    "uid": f"{name} {each.text}",
                    "name": name,
                    "mode": "lines",
                    "line": {"color": TRAINING, "width": 1.5},
                    "hovertemplate": f"{form} at step %{{x}}<extra></extra>",
                },
                row=row,
                col=column,
            )
        figure.add_trace(
            {
                "x": each.epoch_step,
                "y": each.validation_accuracy,
                "uid": f"Validation {each.text}",
                "name": "Validation",
                "mode": "markers",
                "marker": {"color": VALIDATION, "symbol": "diamond", "size": 9},
                "hovertemplate": "%{y:.2%} of validation images<extra></extra>",
            },
            row=2,
            col=column,
        )
    figure.update_yaxes(row=1, range=[0, MOST_LOSS]).update_yaxes(row=2, range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title={"text": "Loss"}, row=1, col=1).update_yaxes(title={"text": "Accuracy"}, row=2, col=1)
    figure.update_annotations(font={"size": 12})
    figure.update_xaxes(showticklabels=False, showgrid=False, fixedrange=True).update_yaxes(fixedrange=True)
    return figure.update_layout(
        template=NO_TEMPLATE, showlegend=False, dragmode=False, margin={"l": 44, "r": 8, "t": 26, "b": 8}
    )


def multiples_alt(label: str, shown: Sequence[Multiple]) -> str:
    """Say in one sentence how accurate the network became with each value."""
    ended = [f"{each.text}: {each.validation_accuracy[-1]:.1%}" for each in shown if each.validation_accuracy]
    return f"Loss and accuracy for each value of {label.lower()}; validation accuracy {', '.join(ended) or 'to come'}."
