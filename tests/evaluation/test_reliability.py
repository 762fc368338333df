import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from mnist_core.evaluation.calibration import expected_calibration_error, reliability


def test_bins_are_those_of_scikit_learn_and_their_mean_distance_is_the_error():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.full(10, 0.2), 4000)
    labels = np.where(rng.random(4000) < 0.7, probabilities.argmax(axis=1), rng.integers(0, 10, 4000))
    found = reliability(probabilities, labels)
    right = probabilities.argmax(axis=1) == labels
    accuracy, confidence = calibration_curve(right, probabilities.max(axis=1), n_bins=15)
    np.testing.assert_allclose(found.accuracy, accuracy)
    np.testing.assert_allclose(found.confidence, confidence)
    distance = np.abs(found.accuracy - found.confidence) @ found.count / found.count.sum()
    assert distance == pytest.approx(expected_calibration_error(probabilities, labels))


def test_a_network_that_is_always_sure_fills_one_bin():
    found = reliability(np.tile(np.eye(10)[1], (5, 1)), np.array([1, 1, 1, 1, 2]))
    assert (found.confidence.tolist(), found.accuracy.tolist(), found.count.tolist()) == ([1], [0.8], [5])
