"""The pinned digits while a run learns to read them."""

from collections.abc import Mapping, Sequence

from mnist_core.store.pin_readings import PinReadings
from mnist_core.store.pins import Pin
from pages.components.charts.series import AXIS_TITLES, Axis, RunSeries, decimate
from pages.components.charts.theme import Chart, new_figure, series_line, series_marker


def pins_chart(
    pins: Sequence[Pin], readings: Mapping[int, PinReadings], series: RunSeries, *, axis: Axis = "step"
) -> Chart:
    """Draw, for each pinned digit that was read, the probability of what it is.

    Where nobody said what a digit is, that of what the run reads in it now.
    """
    traces, told = [], []
    for place, pin in enumerate(pins):
        if pin.id not in readings:
            continue
        found = readings[pin.id]
        digit = int(found.probabilities[-1].argmax()) if pin.label is None else pin.label
        values = found.probabilities[:, digit]
        shown = decimate(values)
        name = f"{digit} (pin {place + 1})"
        traces.append(
            {
                "type": "scatter",
                "x": series.positions(found.steps[shown], axis),
                "y": values[shown],
                "name": name,
                "mode": "lines+markers",
                "line": series_line(place),
                "marker": series_marker(place),
                "hovertemplate": "%{y:.1%}",
            }
        )
        told.append(f"{name} at {values[-1]:.0%}")
    figure = new_figure(
        traces,
        x_title=AXIS_TITLES[axis],
        y_title="Probability of the digit",
        subject=series.run_id,
        tickformat=".0%",
        range=[0, 1.02],
    )
    return Chart(figure, "Probability of each pinned digit, now: " + ("; ".join(told) or "none read yet") + ".")
