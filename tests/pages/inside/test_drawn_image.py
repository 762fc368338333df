import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import ConfigurationError
from pages.components.inside.drawn_image import PREFIX, as_pixels, as_text


def test_a_drawing_comes_back_as_it_was():
    for image in load_mnist().test.images[:20]:
        text = as_text(image / 255)
        np.testing.assert_array_equal(as_pixels(text), image)
        assert len(text) < 700


@pytest.mark.parametrize("text", ["", "7", PREFIX, PREFIX + "!!!", PREFIX + "eJw", PREFIX + "A" * 5000])
def test_a_damaged_drawing_is_one_sentence(text):
    with pytest.raises(ConfigurationError, match="damaged"):
        as_pixels(text)


def test_a_drawing_that_unpacks_to_far_too_much_is_refused():
    bomb = as_text(np.zeros(10_000_000))
    with pytest.raises(ConfigurationError, match="damaged"):
        as_pixels(bomb)
