"""What a network takes for images, and what it refuses."""

import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.nn.network import NeuralNetwork

NETWORK = NeuralNetwork((784, 4, 10), rng=np.random.default_rng(0))
IMAGES = np.random.default_rng(1).integers(0, 256, (3, 784), np.uint8)


@pytest.mark.parametrize(
    "images",
    [
        IMAGES.astype(np.int64),
        IMAGES.tolist(),
        IMAGES.reshape(3, 28, 28),
        np.asfortranarray(IMAGES),
        IMAGES / 255,
        (IMAGES / 255).tolist(),
    ],
)
def test_the_same_images_in_other_types_and_shapes_are_read_the_same(images):
    assert np.allclose(NETWORK.predict_proba(images), NETWORK.predict_proba(IMAGES), atol=1e-6)


def test_one_image_may_have_its_axes():
    assert (NETWORK.predict(IMAGES[0].reshape(28, 28)) == NETWORK.predict(IMAGES[:1])).all()


def test_ink_and_paper_are_ones_and_zeros():
    ink = IMAGES > 127
    assert (NETWORK.predict_proba(ink) == NETWORK.predict_proba(ink * np.float32(1))).all()
    with pytest.raises(ConfigurationError, match="must be from 0 to 255, got 0 to 1; give zeros and ones as floats"):
        NETWORK.predict(ink.astype(np.int64))


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (IMAGES.astype(np.float32), "must be from 0 to 1, got 0 to 255; divide by 255"),
        (np.full((1, 784), np.nan), "must be from 0 to 1, got nan to nan; divide by 255"),
        (np.full((1, 784), np.inf), "divide by 255"),
        (np.full((1, 784), -0.5), "divide by 255"),
        (np.full((1, 784), 256), "whole numbers must be from 0 to 255, got 256 to 256"),
        (np.full((1, 784), -1), "got -1 to -1"),
        (np.full((1, 784), "7"), "images must be numbers"),
        (np.zeros((1, 64)), r"images must have shape \(n, 784\), got \(1, 64\)"),
        (np.zeros((2, 3, 28, 28)), "images must have shape"),
    ],
)
def test_what_is_no_image_is_refused(images, message):
    with pytest.raises(ConfigurationError, match=message):
        NETWORK.predict(images)
