"""Deformations put every pixel where they say."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from mnist_core.data.deformation import random_coordinates, warp

STAY = random_coordinates(1, rng=np.random.default_rng(0))


def noise(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (count, 784)).astype(np.uint8)


def test_coordinates_without_strength_are_the_pixels_themselves() -> None:
    rows, columns = np.indices((28, 28)).reshape(2, 784) - 13.5
    np.testing.assert_array_equal(STAY[0], [rows, columns])


def test_warp_to_the_same_places_is_the_identity() -> None:
    images = noise(6)
    np.testing.assert_array_equal(warp(images, STAY), images)


@pytest.mark.parametrize(("down", "right"), [(1, 0), (0, 2), (-3, 1), (2, -5)])
def test_warp_by_whole_pixels_moves_ink_exactly(down: int, right: int) -> None:
    images = noise(4)
    moved = warp(images, STAY + np.array([[down], [right]], np.float32)).reshape(-1, 28, 28)
    padded = np.pad(images.reshape(-1, 28, 28), ((0, 0), (8, 8), (8, 8)))
    np.testing.assert_array_equal(moved, padded[:, 8 + down : 36 + down, 8 + right : 36 + right])


def test_warp_agrees_with_scipy() -> None:
    images = noise(6)
    places = random_coordinates(
        3, shift=3, rotation=20, scale=0.2, shear=0.2, elastic=1.5, rng=np.random.default_rng(2)
    )
    warped = warp(images, places)
    for index, image in enumerate(images):
        place = places[index % 3] + 13.5
        expected = map_coordinates(image.reshape(28, 28).astype(float), place, order=1, mode="grid-constant")
        assert abs(warped[index] - expected).max() <= 0.51


def test_warp_far_outside_the_frame_is_paper() -> None:
    assert not warp(noise(2), STAY + np.float32(100)).any()


def test_rotation_by_the_largest_angle_turns_no_further() -> None:
    places = random_coordinates(2000, rotation=30, rng=np.random.default_rng(0))
    corner = STAY[0, :, 0]  # the upper left pixel
    turned = places[:, :, 0]
    cross = corner[0] * turned[:, 1] - corner[1] * turned[:, 0]
    angles = np.rad2deg(np.arctan2(cross, turned @ corner))
    assert abs(angles).max() <= 30.001
    assert abs(angles).max() > 29
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), np.linalg.norm(corner), rtol=1e-5)


@pytest.mark.parametrize("sigma", [2.0, 4.0, 8.0])
def test_elastic_field_has_the_set_strength_and_smoothness(sigma: float) -> None:
    field = random_coordinates(1500, elastic=1.5, elastic_sigma=sigma, rng=np.random.default_rng(0)) - STAY
    strength = np.sqrt((field**2).mean(axis=0))
    np.testing.assert_allclose(strength, 1.5, rtol=0.15)
    # White noise smoothed by a Gaussian of width sigma is correlated by exp(-d^2 / 4 sigma^2) at distance d.
    grid = field.reshape(-1, 2, 28, 28)
    distance = round(sigma)
    correlation = (grid[..., distance:] * grid[..., :-distance]).mean() / 1.5**2
    assert correlation == pytest.approx(np.exp(-((distance / sigma) ** 2) / 4), abs=0.06)
