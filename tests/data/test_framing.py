"""How ink lies in images is measured on the images themselves."""

import numpy as np
import pytest

from mnist_core.data.dataset import ImageSet
from mnist_core.data.framing import Framing, measure_framing, usual_framing
from mnist_core.data.mnist import load_mnist
from mnist_core.data.reference import MNIST, SMALL_DIGITS, DataReference, describe_data
from mnist_core.data.small_digits import load_small_digits
from mnist_core.errors import ConfigurationError


def boxes(side: int, places: list[tuple[int, int, int, int]]) -> np.ndarray:
    """Return an image with a filled rectangle for each top, left, height and width."""
    images = np.zeros((len(places), side, side), np.uint8)
    for image, (top, left, height, width) in zip(images, places, strict=True):
        image[top : top + height, left : left + width] = 200
    return images.reshape(len(places), -1)


def test_mnist_comes_out_as_it_is_known():
    assert measure_framing(load_mnist().train.images) == usual_framing(28) == MNIST.framing
    assert describe_data(load_mnist()).measured_framing is None


def test_small_digits_are_stretched_and_their_reference_says_so():
    measured = measure_framing(load_small_digits().train.images)
    assert measured == SMALL_DIGITS.framing
    assert measured.stretched and measured.height == 8


def test_proportions_are_kept_where_they_vary():
    framing = measure_framing(boxes(16, [(2, 6, 12, 4), (6, 2, 4, 12), (2, 2, 12, 12)]))
    assert framing == Framing(12, 12, 8, 8)


def test_data_placed_by_their_box_are_told_from_data_placed_by_their_mass():
    images = boxes(16, [(4, 2, 8, 12), (4, 2, 8, 12), (2, 5, 12, 6)]).reshape(3, 16, 16)
    images[0, 4:12, 2:8] = 255  # heavier on the left and in the second on the right, in the same box
    images[1, 4:12, 8:14] = 255
    framing = measure_framing(images.reshape(3, -1))
    assert not framing.column_by_mass
    assert framing.column == 8


def test_images_without_ink_are_framed_as_usual():
    assert measure_framing(np.zeros((3, 64), np.uint8)) == usual_framing(8) == Framing(8, 8, 4, 4)
    assert measure_framing(np.zeros((0, 784), np.uint8)) == usual_framing(28)


def test_a_reference_carries_it_and_is_equal_without_it():
    data = ImageSet(
        boxes(12, [(0, 0, 12, 3), (0, 2, 12, 10), (0, 9, 12, 3)]), np.array([0, 1, 1], np.uint8), ("l", "w")
    )
    described = describe_data(data, key="0123", name="strokes")
    assert described.framing.height == 12
    again = DataReference.from_dict(described.to_dict())
    assert again == described and again.framing == described.framing
    known = {name: value for name, value in described.to_dict().items() if name != "measured_framing"}
    old = DataReference.from_dict(known)
    assert old == described and old.framing == usual_framing(12)


def test_an_older_reference_to_small_digits_is_framed_alike():
    old = DataReference(key="small-digits", name="Small digits", image_side=8)
    assert old.framing == SMALL_DIGITS.framing


@pytest.mark.parametrize(
    "change", [{"height": 0}, {"width": "5"}, {"row": float("nan")}, {"stretched": 1}, {"more": 1}]
)
def test_a_framing_of_unknown_origin_is_checked(change):
    with pytest.raises(ConfigurationError, match="framing"):
        Framing.from_dict(usual_framing(28).to_dict() | change)
