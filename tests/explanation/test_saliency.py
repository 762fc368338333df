import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.saliency import integrated_gradients, loss_gradients, score_gradients
from mnist_core.nn.losses import SoftmaxCrossEntropy
from tests.explanation.random_networks import make

STEP = 1e-5


def by_differences(function, image):
    """The gradient of a function of an image, by centred differences."""
    slopes = np.empty(len(image))
    for pixel in range(len(image)):
        up, down = image.copy(), image.copy()
        up[pixel] += STEP
        down[pixel] -= STEP
        slopes[pixel] = (function(up) - function(down)) / (2 * STEP)
    return slopes


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_gradients_of_score_and_loss_are_the_differences(activation, batch_norm):
    network = make(activation=activation, batch_norm=batch_norm, dtype="float64", pixels=20)
    rng = np.random.default_rng(1)
    criterion = SoftmaxCrossEntropy()
    images, score, labels = rng.uniform(0.2, 0.8, (3, 20)), rng.normal(size=10), np.array([3, 0, 9], np.uint8)

    for_score = score_gradients(network, images, score)
    for_loss = loss_gradients(network, images, labels)

    for row, label in enumerate(labels):
        expected = by_differences(lambda x: network.predict_logits(x)[0] @ score, images[row])
        np.testing.assert_allclose(for_score[row], expected, rtol=1e-5, atol=1e-8)
        expected = by_differences(
            lambda x, y=label: criterion(network.predict_logits(x), np.array([y]))[0], images[row]
        )
        np.testing.assert_allclose(for_loss[row], expected, rtol=1e-5, atol=1e-8)


@given(seed=st.integers(0, 100), activation=st.sampled_from(["relu", "sigmoid", "tanh"]))
@settings(max_examples=20)
def test_attributions_add_up_to_what_the_ink_makes_of_the_score(seed, activation):
    network = make(activation=activation, dtype="float64", pixels=20, seed=seed)
    rng = np.random.default_rng(seed)
    image, score = rng.random(20) * (rng.random(20) < 0.6), rng.normal(size=10)

    parts = integrated_gradients(network, image, score, steps=2000)

    made = (network.predict_logits(image) - network.predict_logits(np.zeros(20)))[0] @ score
    assert parts.sum() == pytest.approx(made, rel=1e-3, abs=5e-3)
    assert not parts[image == 0].any()


def test_more_images_than_go_back_at_once_are_each_their_own():
    network = make(pixels=20)
    images = np.random.default_rng(0).random((1003, 20), dtype=np.float32)
    score = np.eye(10)[4]
    np.testing.assert_allclose(
        score_gradients(network, images, score)[1001:], score_gradients(network, images[1001:], score), rtol=1e-5
    )


def test_the_network_stays_as_it_was():
    network = make()
    before, gradients = network.parameters.copy(), network.gradients.copy()
    integrated_gradients(network, np.full(784, 200, np.uint8), np.eye(10)[0])
    np.testing.assert_array_equal(network.parameters, before)
    np.testing.assert_array_equal(network.gradients, gradients)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: score_gradients(n, np.zeros((1, 784), np.uint8), [1, 2]), "score must have shape"),
        (lambda n: integrated_gradients(n, np.zeros((2, 784), np.uint8), np.eye(10)[0]), "image must be one image"),
        (lambda n: integrated_gradients(n, np.zeros(784, np.uint8), np.eye(10)[0], steps=0), "steps must be at least"),
    ],
)
def test_bad_input_is_one_sentence(call, message):
    with pytest.raises(ConfigurationError, match=message):
        call(make())
