import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.range_test import EXPLODED, MARGIN, range_test, smooth_forward

CONFIG = TrainingConfig(hidden_sizes=(16,), batch_size=50, validation_size=100)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_suggestion_is_a_part_of_the_rate_with_the_lowest_loss(optimizer: str, small_data: Dataset) -> None:
    found = range_test(CONFIG.with_changes(optimizer=optimizer), small_data.train)
    assert len(found.learning_rates) == len(found.losses) == len(found.smoothed)
    at_lowest = found.learning_rates[found.smoothed.argmin()]
    assert found.suggestion == pytest.approx(at_lowest / MARGIN, rel=0.05)


def test_it_ends_where_the_loss_explodes(small_data: Dataset) -> None:
    found = range_test(CONFIG, small_data.train, high=1e6)
    assert len(found.losses) < 300
    assert np.isfinite(found.losses).all()
    assert found.smoothed[:-1].max() <= max(EXPLODED * found.smoothed.min(), found.smoothed[0])


def test_same_seed_same_curve(small_data: Dataset) -> None:
    first, second = (range_test(CONFIG, small_data.train, steps=50, high=1.0) for _ in range(2))
    np.testing.assert_array_equal(first.losses, second.losses)


def test_what_cannot_be_suggested_is_one_sentence(small_data: Dataset) -> None:
    with pytest.raises(ConfigurationError, match="low must be above 0 and below high"):
        range_test(CONFIG, small_data.train, low=1.0, high=0.1)
    with pytest.raises(ConfigurationError, match="the loss did not fall"):
        range_test(CONFIG.with_changes(initializer="zeros", hidden_sizes=(8, 8)), small_data.train, high=1e-3)


def test_smoothing_is_corrected_for_its_start() -> None:
    np.testing.assert_allclose(smooth_forward(np.full(5, 2.0)), 2.0)
