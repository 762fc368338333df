import numpy as np
import pytest
from scipy.ndimage import rotate, shift

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.corruptions import CORRUPTIONS, NAMES, corrupt
from mnist_core.evaluation.robustness import measure_robustness
from mnist_core.explanation.saliency import loss_gradients
from tests.explanation.random_networks import make


def digits(count=20):
    """Bars, each of its own width and place."""
    images = np.zeros((count, 28, 28), np.uint8)
    for number in range(count):
        images[number, 6:22, 9 + number % 7 : 12 + number % 9] = 200
    return images.reshape(count, 784)


def worse(images, name, level, seed=0):
    return corrupt(images, name, level, rng=np.random.default_rng(seed), ascent=lambda x: np.where(x > 100, -1.0, 1.0))


@pytest.mark.parametrize("name", NAMES)
def test_strength_0_is_the_identity(name):
    np.testing.assert_array_equal(worse(digits(), name, 0), digits())
    assert CORRUPTIONS[NAMES.index(name)].strengths[0] == 0


@pytest.mark.parametrize("name", NAMES)
def test_more_strength_changes_more(name):
    images = digits(600)
    changes = [np.abs(worse(images, name, level).astype(int) - images).mean() for level in range(6)]
    assert changes[0] == 0
    assert (np.diff(changes) > 0).all()
    np.testing.assert_array_equal(worse(images, name, 3), worse(images, name, 3))


def test_rotation_and_shift_are_scipy_s():
    image = digits(1)
    turned = worse(image, "rotation", 3).reshape(28, 28).astype(float)
    expected = [rotate(image.reshape(28, 28).astype(float), angle, reshape=False, order=1) for angle in (30, -30)]
    assert min(np.abs(turned - each).max() for each in expected) < 2
    moved = worse(image, "shift", 2, seed=1).reshape(28, 28).astype(float)
    direction = np.random.default_rng(1).uniform(0, 2 * np.pi, 1)[0]
    place = (-2 * np.sin(direction), -2 * np.cos(direction))
    assert np.abs(moved - shift(image.reshape(28, 28).astype(float), place, order=1)).max() < 2


def test_gradient_sign_moves_each_pixel_by_its_strength_uphill():
    changed = worse(digits(2), "gradient sign", 5).astype(int) - digits(2)
    np.testing.assert_array_equal(changed, np.where(digits(2) > 100, -26, 26))


def test_robustness_is_measured_for_every_corruption_and_strength():
    network, images = make(), ImageSet(digits(30), np.arange(30, dtype=np.uint8) % 10)
    found = list(measure_robustness(network, images, lambda x: loss_gradients(network, x, images.labels)))
    assert [(item.name, item.level) for item in found] == [(name, level) for name in NAMES for level in range(6)]
    clean = int(np.sum(network.predict(images.images) == images.labels))
    assert {item.correct for item in found if item.level == 0} == {clean}


@pytest.mark.parametrize(
    ("name", "level", "ascent"), [("fog", 1, None), ("noise", 6, None), ("noise", -1, None), ("gradient sign", 1, None)]
)
def test_bad_input_is_one_sentence(name, level, ascent):
    with pytest.raises(ConfigurationError, match="must|needs"):
        corrupt(digits(), name, level, rng=np.random.default_rng(0), ascent=ascent)
