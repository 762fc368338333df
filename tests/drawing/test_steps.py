import numpy as np
import pytest

from mnist_core.drawing.prepare import place_ink
from mnist_core.drawing.steps import Steps, prepare_in_steps


@pytest.fixture
def ink() -> np.ndarray:
    """A seven, small, in the upper left corner of a sheet."""
    sheet = np.zeros((140, 140))
    sheet[10:16, 8:40] = 1
    for row in range(16, 70):
        sheet[row, 40 - (row - 10) // 3 - 6 : 40 - (row - 10) // 3] = 1
    return sheet


def extent(image: np.ndarray) -> int:
    rows, columns = np.nonzero(image.reshape(28, 28) > 0.1)
    return max(np.ptp(rows), np.ptp(columns)) + 1


def centre(image: np.ndarray) -> np.ndarray:
    pixels = image.reshape(28, 28)
    return np.array([pixels.sum(axis=1) @ np.arange(28), pixels.sum(axis=0) @ np.arange(28)]) / pixels.sum()


def test_all_steps_are_what_prepare_drawing_does(ink):
    np.testing.assert_array_equal(prepare_in_steps(ink).image, place_ink(ink))


def test_without_scaling_a_small_digit_stays_small(ink):
    assert extent(prepare_in_steps(ink).image) >= 20
    assert extent(prepare_in_steps(ink, Steps(scale=False)).image) in (12, 13)


def test_without_cropping_the_sheet_is_scaled(ink):
    assert extent(prepare_in_steps(ink, Steps(crop=False)).image) <= 10


def test_without_centring_the_box_is_in_the_middle_and_the_mass_is_not(ink):
    taken = prepare_in_steps(ink, Steps(centre=False))
    np.testing.assert_array_equal(taken.image, taken.scaled.reshape(-1))
    np.testing.assert_allclose(centre(prepare_in_steps(ink).image), 14, atol=0.02)
    assert np.abs(centre(taken.image) - 13.5).max() > 0.5


def test_without_any_step_the_digit_stays_where_it_was_drawn(ink):
    image = prepare_in_steps(ink, Steps(crop=False, scale=False, centre=False)).image.reshape(28, 28)
    assert image[2:14, 1:9].sum() == pytest.approx(image.sum())


def test_the_cropped_picture_holds_all_ink(ink):
    assert prepare_in_steps(ink).cropped.sum() == ink.sum()
    assert prepare_in_steps(ink).cropped.shape == (60, 32)
