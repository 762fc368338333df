import numpy as np
import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig


def test_numpy_scalars_are_numbers():
    config = TrainingConfig(
        hidden_sizes=(np.int64(32), np.uint8(16)),
        batch_size=np.int64(32),
        learning_rate=np.float64(0.1),
        epochs=np.float32(3),
        batch_norm=np.bool_(True),
        augmentation=Augmentation(shift=np.float64(2), rotation=np.int32(5)),
        seed=np.uint32(2**32 - 1),
    )
    plain = TrainingConfig(
        hidden_sizes=(32, 16),
        batch_size=32,
        learning_rate=0.1,
        epochs=3,
        batch_norm=True,
        augmentation=Augmentation(shift=2, rotation=5),
        seed=2**32 - 1,
    )
    assert config == plain and repr(config) == repr(plain)
    assert TrainingConfig(hidden_sizes=np.array([32, 16])).hidden_sizes == (32, 16)
    assert TrainingConfig(learning_rate=np.float32(0.1)).learning_rate == pytest.approx(0.1)


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": np.float64(1.5)},
        {"batch_size": np.bool_(True)},
        {"learning_rate": np.float32("nan")},
        {"hidden_sizes": (np.float64(8),)},
        {"hidden_sizes": np.array(8)},
        {"shuffle": np.int64(1)},
    ],
)
def test_numpy_scalars_are_held_to_the_same_rules(changes):
    with pytest.raises(ConfigurationError):
        TrainingConfig(**changes)
