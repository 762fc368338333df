import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.neighbours import ImageIndex

IMAGES = np.random.default_rng(0).integers(0, 256, (4500, 784)).astype(np.uint8)


def test_finds_what_scikit_learn_finds():
    found = ImageIndex(IMAGES).most_alike(IMAGES[4321] // 2, 10)
    distances, places = NearestNeighbors(n_neighbors=10).fit(IMAGES / 255).kneighbors((IMAGES[4321] // 2)[None] / 255)
    np.testing.assert_array_equal(found.places, places[0])
    np.testing.assert_allclose(found.distances, distances[0], rtol=1e-5)


def test_an_image_is_most_like_itself():
    found = ImageIndex(IMAGES).most_alike(IMAGES[7].astype(np.float32) / 255, 1)
    assert found.places.tolist() == [7]
    assert found.distances[0] == pytest.approx(0, abs=1e-5)


def test_few_images_give_few():
    assert len(ImageIndex(IMAGES[:3]).most_alike(IMAGES[0], 10).places) == 3
    assert len(ImageIndex(IMAGES[:0]).most_alike(IMAGES[0], 10).places) == 0


@pytest.mark.parametrize(("image", "count"), [(IMAGES[0], 0), (IMAGES[:2], 5)])
def test_bad_input_is_one_sentence(image, count):
    with pytest.raises(ConfigurationError, match="must"):
        ImageIndex(IMAGES).most_alike(image, count)
