"""Marks of the settings that a person changed while a network trained."""

from typing import Any

import numpy as np

from mnist_core.training.setting_text import number_text
from pages.components.charts.series import Axis, RunSeries
from pages.components.charts.theme import BACKGROUND, MUTED

CHANGES_ON_SCREEN = 12


def change_marks(series: RunSeries, axis: Axis, *, labels: str = "top") -> dict[str, Any]:
    """Return marks of settings changed by hand: a dotted line with the new value, at the end that curves leave free."""
    changes = series.changes[-CHANGES_ON_SCREEN:]
    places = series.positions(np.array([change.step for change in changes], dtype=np.int64), axis)
    first, step = (1.0, -0.08) if labels == "top" else (0.0, 0.08)
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    return {
        "shapes": [
            {"type": "line", "x0": float(x), "x1": float(x), "y0": 0, "y1": 1, "yref": "y domain", "line": line}
            for x in places
        ],
        "annotations": [
            {
                "x": float(x),
                "y": first + step * (number % 3),
                "yref": "y domain",
                "text": f"{change.field.replace('_', ' ')} {number_text(change.new)}",
                "hovertext": f"step {change.step}: {number_text(change.old)} → {number_text(change.new)}",
                "showarrow": False,
                "xanchor": "left",
                "yanchor": labels,
                "font": {"size": 11},
                "bgcolor": BACKGROUND,
                "opacity": 0.85,
            }
            for number, (x, change) in enumerate(zip(places, changes, strict=True))
        ],
    }
