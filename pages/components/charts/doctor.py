"""A finding's evidence as a small chart."""

from typing import Any

import numpy as np

from mnist_core.training.doctor.finding import Evidence
from pages.components.charts.theme import MUTED, Chart, new_figure, series_line


def evidence_chart(evidence: Evidence, *, subject: str) -> Chart:
    """Draw what was recorded, and the level that is usual as a dotted line."""
    traces = [
        {"type": "scatter", "x": x, "y": y, "name": name, "mode": "lines", "line": series_line(place)}
        for place, (name, (x, y)) in enumerate(evidence.lines.items())
    ]
    axis: dict[str, Any] = {"type": "log", "exponentformat": "power"} if evidence.is_log else {"rangemode": "tozero"}
    if evidence.is_share:
        axis = {"tickformat": "~%"}
    usual = evidence.usual
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    shapes = [] if usual is None else [_level(usual, line)]
    figure = new_figure(
        traces,
        x_title=evidence.x_title,
        y_title=evidence.y_title,
        subject=subject,
        layout={"shapes": shapes, "showlegend": len(traces) > 1},
        **axis,
    )
    return Chart(figure, _alt(evidence))


def _level(height: float, line: dict[str, Any]) -> dict[str, Any]:
    """Return a level line across the chart."""
    return {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": height, "y1": height, "line": line}


def _alt(evidence: Evidence) -> str:
    """Say where each curve begins and ends."""
    told = []
    for name, (_, y) in evidence.lines.items():
        known = np.asarray(y, dtype=np.float64)
        known = known[np.isfinite(known)]
        if len(known):
            told.append(f"{name.lower()} from {known[0]:.3g} to {known[-1]:.3g}")
    usual = "" if evidence.usual is None else f"; {evidence.usual:.2g} is usual"
    return f"{evidence.y_title} over {evidence.x_title.lower()}s: {', '.join(told) or 'nothing recorded'}{usual}."
