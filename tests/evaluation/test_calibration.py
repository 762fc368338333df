import numpy as np
import pytest

from mnist_core.evaluation.calibration import coverage_curve, expected_calibration_error, fit_temperature
from mnist_core.nn.losses import softmax


def drawn(count: int, *, temperature: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels drawn from their softmax at a temperature."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (count, 10))
    chances = softmax(logits / temperature).cumsum(axis=1)
    return logits, (rng.random((count, 1)) > chances).sum(axis=1).clip(0, 9)


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_the_temperature_that_the_labels_were_drawn_at_is_found(temperature):
    logits, labels = drawn(20_000, temperature=temperature)
    assert fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.04)


def test_a_shift_of_the_logits_changes_nothing():
    logits, labels = drawn(500, temperature=0.7)
    assert fit_temperature(logits + 1000, labels) == pytest.approx(fit_temperature(logits, labels), rel=1e-3)


def test_without_images_the_temperature_is_one():
    assert fit_temperature(np.empty((0, 10)), []) == 1


def test_answers_that_are_all_right_make_it_cold_but_not_absurd():
    assert 0.2 <= fit_temperature(np.eye(10) * 5, np.arange(10)) < 0.5


def test_calibration_error_by_hand():
    # Two of ten in a bin: 0.95 sure, one right. Eight: 0.55 sure, four right.
    probabilities = np.array([[0.95, 0.05]] * 2 + [[0.55, 0.45]] * 8)
    labels = [0, 1, 0, 0, 0, 0, 1, 1, 1, 1]
    wanted = 0.2 * abs(0.5 - 0.95) + 0.8 * abs(0.5 - 0.55)
    assert expected_calibration_error(probabilities, labels) == pytest.approx(wanted)


def test_calibration_error_of_honest_probabilities_is_small_and_of_others_large():
    logits, labels = drawn(20_000, temperature=1)
    assert expected_calibration_error(softmax(logits), labels) < 0.01
    assert expected_calibration_error(softmax(logits / 3), labels) > 0.05
    assert np.isnan(expected_calibration_error(np.empty((0, 10)), []))


def test_coverage_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.4, 0.6]])
    curve = coverage_curve(probabilities, [0, 1, 0, 1], [0, 0.6, 0.7, 0.85, 1])
    np.testing.assert_allclose(curve.coverage, [1, 1, 0.5, 0.25, 0])
    np.testing.assert_allclose(curve.accuracy, [0.75, 0.75, 0.5, 1, np.nan])
