import numpy as np
import pytest

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.ordering import cell_places, image_losses, likeness_order
from mnist_core.evaluation.report import Evaluation, most_confident_mistakes
from mnist_core.nn.losses import SoftmaxCrossEntropy, softmax


def evaluated(count=60, seed=0):
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(count, 10))
    labels = rng.integers(0, 10, count).astype(np.uint8)
    images = ImageSet(rng.integers(0, 256, (count, 784)).astype(np.uint8), labels)
    predicted = logits.argmax(axis=1).astype(np.uint8)
    loss = SoftmaxCrossEntropy()(logits, labels)[0]
    probabilities = softmax(logits).astype(np.float32)
    return Evaluation(probabilities, predicted, labels, loss, float((predicted == labels).mean())), images


def test_losses_have_the_mean_that_was_measured():
    evaluation, _ = evaluated()
    assert image_losses(evaluation).mean() == pytest.approx(evaluation.loss, rel=1e-5)


@pytest.mark.parametrize("order", ["confidence", "loss", "likeness"])
def test_every_order_holds_the_same_images(order):
    evaluation, images = evaluated()
    places = cell_places(evaluation, images, None, None, order)
    assert sorted(places) == sorted(most_confident_mistakes(evaluation))


def test_order_by_loss_falls():
    evaluation, images = evaluated()
    losses = image_losses(evaluation)[cell_places(evaluation, images, None, None, "loss")]
    assert (np.diff(losses) <= 0).all()


def test_like_follows_like():
    rng = np.random.default_rng(3)
    kinds = np.tile([0, 1, 2], 10)
    images = (80 * kinds[:, None] + rng.integers(0, 5, (30, 784))).astype(np.uint8)
    order = likeness_order(images)
    assert sorted(order) == list(range(30))
    assert order[0] == 0
    assert np.count_nonzero(np.diff(kinds[order])) == 2


def test_equal_images_and_few_keep_their_order():
    assert likeness_order(np.zeros((5, 784), np.uint8)).tolist() == [0, 1, 2, 3, 4]
    assert likeness_order(np.zeros((0, 784), np.uint8)).tolist() == []


def test_an_unknown_order_is_refused():
    evaluation, images = evaluated()
    with pytest.raises(ConfigurationError, match="order must be one of"):
        cell_places(evaluation, images, None, None, "size")
