"""Strokes get wider or narrower by what was asked, and blank paper stays blank."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import grey_dilation, grey_erosion

from mnist_core.data.stroke_thickness import change_thickness, vary_thickness

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)


def bar(width: int) -> NDArray[np.uint8]:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 12 : 12 + width] = 255
    return image.reshape(1, 784)


def width_of(image: NDArray[np.uint8]) -> float:
    return float(image.reshape(28, 28)[14].sum() / 255)


@pytest.mark.parametrize("change", [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
def test_a_bar_changes_by_the_set_width(change: float) -> None:
    assert width_of(change_thickness(bar(6), np.array([change]))) == pytest.approx(6 + change, abs=0.02)


def test_a_full_change_is_grey_dilation_or_erosion() -> None:
    image = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    image[[0, -1]] = image[:, [0, -1]] = 0
    both = change_thickness(np.stack([image, image]).reshape(2, 784), np.array([2.0, -2.0])).reshape(2, 28, 28)
    assert abs(both[0].astype(int) - grey_dilation(image, footprint=CROSS)).max() <= 1
    assert abs(both[1].astype(int) - grey_erosion(image, footprint=CROSS)).max() <= 1


def test_vary_without_strength_is_the_identity() -> None:
    images = np.random.default_rng(0).integers(0, 256, (9, 784)).astype(np.uint8)
    np.testing.assert_array_equal(vary_thickness(images, 0.0, rng=np.random.default_rng(0)), images)


def test_vary_makes_some_wider_and_some_narrower() -> None:
    varied = vary_thickness(np.repeat(bar(6), 200, axis=0), 2.0, rng=np.random.default_rng(0))
    widths = [width_of(image) for image in varied]
    assert 3.9 <= min(widths) < 4.5 < 7.5 < max(widths) <= 8.1
