import numpy as np
import pytest

from mnist_core.data.dataset import ImageSet
from mnist_core.data.mnist import load_mnist
from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.suspects import find_suspects
from mnist_core.training.out_of_fold import SHORT_RUN, train_folds


def test_every_image_is_held_out_once_a_round(small_data):
    config = SHORT_RUN.with_changes(hidden_sizes=(4,), epochs=1, batch_size=8)
    ends = list(train_folds(small_data.train, small_data.test, folds=3, rounds=2, config=config))
    for turn in (0, 1):
        held_out = np.array([end.held_out for end in ends if end.round == turn])
        assert (held_out.sum(axis=0) == 1).all()
    assert [end.done for end in ends] == [1, 2, 3, 4, 5, 6]
    assert {len(end.test_probabilities) for end in ends} == {len(small_data.test)}


def test_planted_wrong_labels_are_found():
    """One label in a hundred is wrong: at least 80% of them are among the first 1.5%."""
    train = load_mnist().train.take(slice(12_000))
    rng = np.random.default_rng(0)
    planted = rng.choice(len(train), len(train) // 100, replace=False)
    labels = train.labels.copy()
    labels[planted] = (labels[planted] + rng.integers(1, 10, len(planted))) % 10
    wrong = ImageSet(train.images, labels)
    probabilities = np.zeros((1, len(train), 10), np.float32)
    config = SHORT_RUN.with_changes(hidden_sizes=(128,), epochs=5)
    for end in train_folds(wrong, wrong.take(slice(0)), folds=3, rounds=1, config=config):
        probabilities[end.round][end.held_out] = end.probabilities
    found = find_suspects(probabilities, labels, most=round(0.015 * len(train)))
    assert np.isin(planted, found.places).mean() >= 0.8


@pytest.mark.parametrize(("folds", "rounds"), [(1, 1), (3, 0)])
def test_bad_input_is_one_sentence(small_data, folds, rounds):
    with pytest.raises(ConfigurationError, match="at least"):
        next(train_folds(small_data.train, small_data.test, folds=folds, rounds=rounds))
