import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.suspects import confident_off_diagonal, find_suspects, margins


def probabilities(*rows):
    """Rows of which the first entries are given and the rest is shared by the other digits."""
    filled = np.zeros((len(rows), 10))
    for number, row in enumerate(rows):
        filled[number, : len(row)] = row
        filled[number, len(row) :] = (1 - sum(row)) / (10 - len(row))
    return filled


def test_margin_worked_by_hand():
    given = probabilities((0.7, 0.2), (0.1, 0.6, 0.3))
    np.testing.assert_allclose(margins(given, np.array([0, 2], np.uint8)), [0.5, -0.3])


def test_confident_learning_worked_by_hand():
    # Thresholds: of 0 the mean of 0.9, 0.8 and 0.1, which is 0.6; of 1 the mean of 0.9 and 0.5, which is 0.7.
    given = probabilities((0.9, 0.05), (0.8, 0.1), (0.1, 0.85), (0.05, 0.9), (0.45, 0.5))
    labels = np.array([0, 0, 0, 1, 1], np.uint8)
    # The third is confidently a 1; the fifth reaches neither threshold, so it is not counted.
    assert confident_off_diagonal(given, labels).tolist() == [False, False, True, False, False]


def test_suspects_are_ranked_by_the_mean_margin_over_networks():
    first = probabilities((0.9, 0.1), (0.2, 0.8), (0.6, 0.4))
    second = probabilities((0.8, 0.2), (0.1, 0.9), (0.3, 0.7))
    labels = np.zeros(3, np.uint8)
    found = find_suspects(np.stack([first, second]), labels, most=2)
    assert found.places.tolist() == [1, 2]
    np.testing.assert_allclose(found.margins, [-0.7, -0.1])
    assert found.proposed.tolist() == [1, 1]


def test_labels_of_one_digit_only_give_no_error():
    assert not confident_off_diagonal(probabilities((0.9,), (0.8,)), np.zeros(2, np.uint8)).any()


def test_a_wrong_shape_is_one_sentence():
    with pytest.raises(ConfigurationError, match="probabilities must have shape"):
        find_suspects(np.zeros((3, 10)), np.zeros(3, np.uint8), most=1)
