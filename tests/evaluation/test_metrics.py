import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from mnist_core.evaluation.metrics import accuracy, confusion_matrix, per_digit_scores

DIGITS = range(10)
pairs_of_digits = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=200)


@given(pairs=pairs_of_digits)
def test_confusion_matrix_equals_scikit_learns(pairs):
    labels, predicted = np.array(pairs, np.uint8).T
    expected = reference.confusion_matrix(labels, predicted, labels=DIGITS)
    assert (confusion_matrix(labels, predicted) == expected).all()


@given(pairs=pairs_of_digits)
def test_per_digit_scores_equal_scikit_learns(pairs):
    labels, predicted = np.array(pairs).T
    expected = reference.precision_recall_fscore_support(labels, predicted, labels=DIGITS, zero_division=0)
    for ours, theirs in zip(per_digit_scores(confusion_matrix(labels, predicted)), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


@given(pairs=pairs_of_digits)
def test_accuracy_is_the_share_on_the_diagonal(pairs):
    labels, predicted = np.array(pairs).T
    confusion = confusion_matrix(labels, predicted)
    assert accuracy(labels, predicted) == pytest.approx(np.trace(confusion) / confusion.sum())


def test_confusion_matrix_has_true_digits_in_rows():
    confusion = confusion_matrix([4, 4, 9], [9, 4, 9])
    assert confusion[4, 9] == 1
    assert confusion[9, 4] == 0
    assert confusion.sum() == 3


def test_metrics_of_nothing():
    confusion = confusion_matrix([], [])
    assert confusion.shape == (10, 10)
    assert not confusion.any()
    assert np.isnan(accuracy([], []))
    assert not np.any(per_digit_scores(confusion))
