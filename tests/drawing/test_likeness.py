import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_core.data.mnist import load_mnist
from mnist_core.drawing.likeness import habits, measures
from mnist_core.drawing.prepare import prepare_drawing


def drawn(path, pen: int) -> np.ndarray:
    sheet = Image.new("L", (280, 280))
    ImageDraw.Draw(sheet).line(path, fill=255, width=pen, joint="curve")
    image = prepare_drawing(np.asarray(sheet))
    assert image is not None
    return image


SEVEN = [(80, 60), (200, 60), (130, 230)]


def advice(image: np.ndarray) -> str:
    return "; ".join(habit.advice for habit in habits(image) if habit.advice)


def test_the_width_of_a_stroke_is_measured_in_pixels():
    image = np.zeros((28, 28))
    image[4:24, 12:15] = 1
    assert measures(image.reshape(1, 784))["stroke width"][0] == pytest.approx(3, rel=0.25)


def test_slant_and_proportion_of_bars():
    upright, lying, leaning = np.zeros((3, 28, 28))
    upright[4:24, 13:15] = 1
    lying[13:15, 4:24] = 1
    for row in range(4, 24):
        leaning[row, 24 - row : 26 - row] = 1
    found = measures(np.stack([upright, lying, leaning]).reshape(3, 784))
    np.testing.assert_allclose(found["slant"], [0, 0, 45], atol=1.5)
    assert found["proportion"][0] < 0.2
    assert found["proportion"][1] > 5


def test_bytes_and_floats_measure_alike():
    images = load_mnist().test.images[:20]
    for one, other in zip(measures(images).values(), measures(images / 255).values(), strict=True):
        np.testing.assert_allclose(one, other)


@pytest.mark.parametrize(
    ("path", "pen", "words"),
    [
        (SEVEN, 3, "use a wider pen"),
        (SEVEN, 66, "use a narrower pen"),
        ([(60, 230), (220, 50)], 20, "leans further to the right"),
        ([(40, 120), (240, 120), (230, 150)], 20, "draw it narrower"),
    ],
)
def test_what_is_unusual_is_told_with_what_to_change(path, pen, words):
    assert words in advice(drawn(path, pen))


def test_most_of_mnist_is_told_nothing():
    told = [bool(advice(image)) for image in load_mnist().test.images[:300]]
    assert np.mean(told) < 0.12
