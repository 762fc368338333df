import json

import numpy as np
import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.data.reference import DataReference
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer


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


def test_numpy_texts_types_and_single_values_are_plain():
    config = TrainingConfig(
        activation=np.array("tanh"),
        optimizer=np.str_("adam"),
        dtype=np.dtype("float64"),
        weight_decay=np.array(0.5),
        dropout=np.longdouble(0.25),
        left_out=np.array([4, 2]),
    )
    plain = TrainingConfig(
        activation="tanh", optimizer="adam", dtype="float64", weight_decay=0.5, dropout=0.25, left_out=(2, 4)
    )
    assert config == plain
    assert json.dumps(config.to_dict()) == json.dumps(plain.to_dict())
    assert TrainingConfig(dtype=np.float32).dtype == "float32"


def test_presets_and_live_changes_take_numpy_scalars():
    trainer = Trainer.from_preset(np.str_("quick"), epochs=np.int64(2), hidden_sizes=np.array([4]))
    assert (trainer.config.epochs, trainer.config.hidden_sizes) == (2, (4,))
    trainer.change(np.str_("learning_rate"), np.float32(0.5))
    assert json.dumps(trainer.state()["progress"]["settings"])
    reference = DataReference(key="", name="x", image_side=np.int64(8), train_images=np.uint16(60))
    assert json.dumps(reference.to_dict())
