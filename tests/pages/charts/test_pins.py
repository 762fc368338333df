import numpy as np

from mnist_core.store.pin_readings import PinReadings
from mnist_core.store.pins import Pin
from pages.components.charts.pins import pins_chart
from pages.components.charts.series import RunSeries


def test_each_pin_that_was_read_has_a_curve_of_its_own_digit():
    image = np.zeros(784, np.uint8)
    probabilities = np.full((3, 10), 0.01, np.float32)
    probabilities[:, 4] = 0.2, 0.5, 0.9
    readings = {pin: PinReadings(np.array([1, 2, 4]), probabilities) for pin in (1, 2)}
    chart = pins_chart([Pin(1, image, 7), Pin(2, image, None), Pin(3, image, 1)], readings, RunSeries(1))
    assert [trace.name for trace in chart.figure.data] == ["7 (pin 1)", "4 (pin 2)"]
    np.testing.assert_allclose(chart.figure.data[1].y, probabilities[:, 4])
    assert "4 (pin 2) at 90%" in chart.alt
