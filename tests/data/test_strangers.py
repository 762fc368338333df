import numpy as np
import pytest

from mnist_core.data.letter_skeletons import SKELETONS
from mnist_core.data.mnist import load_mnist
from mnist_core.data.strangers import draw_strangers


@pytest.mark.parametrize("count", [1, 7, 100])
def test_as_many_images_as_were_asked_for(count):
    train = load_mnist().train
    images = draw_strangers(count, train.images, train.labels, rng=np.random.default_rng(0))
    assert images.shape == (count, 784)
    assert images.dtype == np.uint8
    assert (images.max(axis=1) > 100).all()


def test_the_same_generator_draws_the_same():
    train = load_mnist().train
    one, other = (draw_strangers(50, train.images, train.labels, rng=np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_skeletons_are_paths_in_a_box():
    for skeleton in SKELETONS:
        points = [tuple(map(float, point.split(","))) for stroke in skeleton.split("/") for point in stroke.split()]
        assert all(-2 <= place <= 12 for point in points for place in point)
        assert all(len(stroke.split()) > 1 for stroke in skeleton.split("/"))
