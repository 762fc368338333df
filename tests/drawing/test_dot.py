import numpy as np
import pytest

from mnist_core.drawing.dot import is_dot
from mnist_core.drawing.ink import find_ink
from mnist_core.drawing.number import read_number
from mnist_core.errors import DrawingError
from mnist_core.nn.network import NeuralNetwork


def disc(size: int, diameter: float) -> np.ndarray:
    """What a pen leaves that touches the sheet once, white on black."""
    down, across = np.indices((size, size)) + 0.5
    return np.where(np.hypot(down - 0.4 * size, across - 0.6 * size) <= diameter / 2, 255, 0).astype(np.uint8)


def judged(picture: np.ndarray) -> bool:
    ink = find_ink(picture)
    assert ink is not None
    return is_dot(ink)


@pytest.mark.parametrize(("size", "diameter"), [(100, 2), (400, 5), (280, 20), (280, 40), (1000, 130)])
def test_what_a_pen_leaves_that_touches_once_is_a_dot(size, diameter, robust: NeuralNetwork):
    assert judged(disc(size, diameter))
    with pytest.raises(DrawingError, match="only a dot; a digit has to be larger"):
        read_number(robust, disc(size, diameter))


def test_one_pixel_is_a_dot():
    picture = np.zeros((280, 280, 4), np.uint8)
    picture[100, 200] = 255
    assert judged(picture)


def test_a_large_disc_is_a_drawing():
    assert not judged(disc(280, 60))


def test_a_small_bar_is_a_one():
    picture = np.zeros((400, 400), np.uint8)
    picture[200:220, 200:204] = 255
    assert not judged(picture)
