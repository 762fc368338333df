import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.training_set import split_training_set, steps_per_epoch, training_set_size


def test_left_out_images_are_neither_learned_from_nor_chosen_by(small_data):
    config = TrainingConfig(left_out=(3, 0, 3), validation_size=10, batch_size=4)
    assert config.left_out == (0, 3)
    train, validation = split_training_set(config, small_data.train)
    assert len(train) + len(validation) == len(small_data.train) - 2
    assert len(train) == training_set_size(config, len(small_data.train))
    assert steps_per_epoch(config, len(small_data.train)) == -(-len(train) // 4)
    used = {row.tobytes() for part in (train, validation) for row in part.images}
    assert used == {row.tobytes() for place, row in enumerate(small_data.train.images) if place not in (0, 3)}


def test_it_is_kept_with_the_configuration():
    config = TrainingConfig(left_out=[5, np.int64(2)])
    assert config.to_dict()["left_out"] == [2, 5]
    assert TrainingConfig.from_dict(config.to_dict()) == config
    assert "left_out" not in config.flat()
    assert config.with_changes(seed=3).left_out == (2, 5)


@pytest.mark.parametrize("places", [7, (-1,), (1.5,), (True,), ("2",), tuple(range(10_001))])
def test_what_is_no_place_is_refused(places):
    with pytest.raises(ConfigurationError, match="left_out"):
        TrainingConfig(left_out=places)


def test_a_place_beyond_the_images_is_refused(small_data):
    config = TrainingConfig(left_out=(len(small_data.train),), validation_size=10, batch_size=4)
    with pytest.raises(ConfigurationError, match="left_out must be places below"):
        split_training_set(config, small_data.train)
