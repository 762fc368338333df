"""The loss and its gradient are one function, and neither fears an extreme logit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax

from mnist_core.nn.gradient_check import numerical_gradient, relative_error
from mnist_core.nn.losses import SoftmaxCrossEntropy, softmax


def restated(logits, labels, smoothing=0.0):
    targets = np.full(logits.shape, smoothing / 10)
    targets[np.arange(len(labels)), labels] += 1 - smoothing
    return -(targets * log_softmax(logits, axis=1)).sum(axis=1).mean()


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("n", [1, 5])
def test_loss_equals_its_formula(n, smoothing):
    rng = np.random.default_rng(n)
    logits, labels = rng.normal(0, 4, (n, 10)), rng.integers(0, 10, n, dtype=np.uint8)

    loss, _ = SoftmaxCrossEntropy(smoothing)(logits, labels)

    assert loss == pytest.approx(restated(logits, labels, smoothing), rel=1e-12)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("n", [1, 6])
def test_loss_gradient_is_the_derivative_of_its_value(n, smoothing):
    rng = np.random.default_rng(n)
    logits, labels = rng.normal(0, 2, (n, 10)), rng.integers(0, 10, n, dtype=np.uint8)
    criterion = SoftmaxCrossEntropy(smoothing)

    gradient = criterion(logits, labels)[1].copy()

    assert relative_error(gradient, numerical_gradient(lambda: criterion(logits, labels)[0], logits)) < 1e-6


@pytest.mark.parametrize(("label", "expected"), [(0, 0.0), (1, 2000.0)])
def test_loss_of_logits_of_a_thousand_is_exact(label, expected):
    logits = np.full((1, 10), -1000.0, np.float32)
    logits[0, 0] = 1000

    loss, gradient = SoftmaxCrossEntropy()(logits, np.array([label], np.uint8))

    assert loss == expected
    assert np.isfinite(gradient).all()
    np.testing.assert_allclose(gradient.sum(), 0)


def test_loss_of_equal_logits_is_ln_10():
    loss, _ = SoftmaxCrossEntropy()(np.zeros((3, 10), np.float32), np.array([1, 1, 1], np.uint8))

    assert loss == pytest.approx(np.log(10), rel=1e-6)


def test_loss_of_a_smaller_batch_uses_only_its_rows():
    rng = np.random.default_rng(0)
    criterion = SoftmaxCrossEntropy()
    criterion(rng.normal(size=(8, 10)), np.zeros(8, np.uint8))
    logits, labels = rng.normal(size=(3, 10)), np.array([2, 5, 9], np.uint8)

    loss, gradient = criterion(logits, labels)

    assert loss == pytest.approx(restated(logits, labels))
    assert gradient.shape == (3, 10)


@settings(deadline=None, max_examples=50)
@given(arrays(np.float64, st.tuples(st.integers(1, 8), st.just(10)), elements=st.floats(-1000, 1000)))
def test_softmax_rows_sum_to_one(logits):
    probabilities = softmax(logits)

    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities >= 0).all()
