import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, log_loss

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.report import evaluate, most_confident_mistakes


class Recalled:
    """A classifier that answers with the row of a table that an image's first two pixels name."""

    def __init__(self, probabilities):
        self.logits = np.log(probabilities)

    def predict_logits(self, images):
        return self.logits[images[:, 0].astype(int) * 256 + images[:, 1]]


def images_labelled(labels) -> ImageSet:
    images = np.zeros((len(labels), 784), np.uint8)
    images[:, 0], images[:, 1] = np.divmod(np.arange(len(labels)), 256)
    return ImageSet(images, np.asarray(labels, np.uint8))


def answer(digit: int, confidence: float) -> list[float]:
    """Probabilities of a network that is so sure of a digit and shares the rest out evenly."""
    return [confidence if place == digit else (1 - confidence) / 9 for place in range(10)]


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 300))
def test_evaluate_equals_scikit_learn(seed, n):
    rng = np.random.default_rng(seed)
    labels, probabilities = rng.integers(0, 10, n), rng.dirichlet(np.ones(10), n)
    evaluation = evaluate(Recalled(probabilities), images_labelled(labels))
    assert evaluation.accuracy == pytest.approx(accuracy_score(labels, probabilities.argmax(1)))
    assert evaluation.loss == pytest.approx(log_loss(labels, probabilities, labels=range(10)), rel=1e-5)
    assert evaluation.confusion.sum() == n
    assert np.trace(evaluation.confusion) == evaluation.correct.sum()
    np.testing.assert_allclose(evaluation.probabilities, probabilities, rtol=1e-6)


def test_evaluate_of_a_sure_mistake_has_a_finite_loss():
    network = Recalled([answer(3, 0.5)])
    network.logits = np.where(np.arange(10) == 3, np.float32(1000), np.float32(0))[None]
    evaluation = evaluate(network, images_labelled([4]))
    assert evaluation.probabilities[0, 4] == 0
    assert evaluation.loss == pytest.approx(1000)


def test_evaluate_of_no_images():
    evaluation = evaluate(Recalled(np.empty((0, 10))), images_labelled([]))
    assert math.isnan(evaluation.accuracy)
    assert math.isnan(evaluation.loss)
    assert not evaluation.confusion.any()


@pytest.fixture
def evaluation():
    labels = [4, 4, 4, 9, 9, 4]
    probabilities = [answer(9, 0.6), answer(9, 0.9), answer(4, 0.8), answer(4, 0.7), answer(9, 0.5), answer(4, 0.4)]
    return evaluate(Recalled(probabilities), images_labelled(labels))


def test_most_confident_mistakes_come_first(evaluation):
    assert most_confident_mistakes(evaluation).tolist() == [1, 3, 0]


def test_most_confident_mistakes_of_one_cell(evaluation):
    assert most_confident_mistakes(evaluation, 4, 9).tolist() == [1, 0]
    assert most_confident_mistakes(evaluation, true=9).tolist() == [3]
    assert most_confident_mistakes(evaluation, predicted=9).tolist() == [1, 0]
    assert most_confident_mistakes(evaluation, 0, 1).tolist() == []


def test_right_answers_come_least_confident_first(evaluation):
    assert most_confident_mistakes(evaluation, 4, 4).tolist() == [5, 2]


def test_digit_scores_are_those_of_the_confusion_matrix(evaluation):
    assert evaluation.digit_scores.recall[4] == pytest.approx(2 / 4)
    assert evaluation.digit_scores.precision[9] == pytest.approx(1 / 3)
