import dataclasses

import numpy as np
import pytest
from hypothesis import given

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig, checked, setting_choices, setting_range
from mnist_core.training.hidden_sizes import parse_hidden_sizes
from tests.training.any_config import CONFIGS


@given(CONFIGS)
def test_flat_settings_make_the_same_configuration_again(config: TrainingConfig) -> None:
    assert TrainingConfig().with_changes(**config.flat()) == config


@given(CONFIGS)
def test_json_makes_the_same_configuration_again(config: TrainingConfig) -> None:
    assert TrainingConfig.from_dict(config.to_dict()) == config


def test_flat_settings_have_one_name_each() -> None:
    names = {item.name for item in dataclasses.fields(TrainingConfig)} - {"augmentation", "left_out"}
    varied = {f"augmentation_{item.name}" for item in dataclasses.fields(Augmentation)}
    assert TrainingConfig().flat().keys() == names | varied


def test_one_strength_changes_and_the_others_stay() -> None:
    config = TrainingConfig(augmentation=Augmentation(shift=1, rotation=5)).with_changes(augmentation_shift=2, epochs=3)
    assert (config.augmentation.shift, config.augmentation.rotation, config.epochs) == (2, 5, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [("augmentation_shift", 9), ("augmentation_shift", "1"), ("epochs", 0), ("epochs", 1.5), ("optimizer", "sdg")],
)
def test_a_setting_out_of_its_range_is_refused_by_its_name(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=name.replace("_", "[ _]")):
        checked(name, value)


def test_numbers_of_numpy_are_taken_as_pythons() -> None:
    config = TrainingConfig(
        hidden_sizes=(np.int64(32),), batch_size=np.int64(32), learning_rate=np.float32(0.1), batch_norm=np.bool_(True)
    )
    assert config == TrainingConfig(
        hidden_sizes=(32,), batch_size=32, learning_rate=float(np.float32(0.1)), batch_norm=True
    )
    assert [type(value) for value in (config.batch_size, config.learning_rate, config.batch_norm)] == [int, float, bool]


@pytest.mark.parametrize("text", ["256, 128", "256 128", "256x128", "256 × 128", "256-128", "(256, 128)", "[256;128]"])
def test_hidden_sizes_are_read_as_people_write_them(text: str) -> None:
    assert parse_hidden_sizes(text) == (256, 128)


def test_every_setting_has_a_range_or_choices_or_is_a_switch() -> None:
    for name, default in TrainingConfig().flat().items():
        if isinstance(default, str):
            assert default in setting_choices(name)
        elif name != "data" and not isinstance(default, bool | tuple):
            assert setting_range(name).low <= default <= setting_range(name).high
