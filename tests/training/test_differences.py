"""What differs between configurations."""

import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.training.config import TrainingConfig
from mnist_core.training.differences import differing_settings, seed_groups


def test_differing_settings_lists_only_what_differs() -> None:
    first = TrainingConfig(learning_rate=0.1)
    second = TrainingConfig(learning_rate=0.2, augmentation=Augmentation(shift=2))
    assert differing_settings([first, second]) == {"learning_rate": [0.1, 0.2], "augmentation_shift": [0.0, 2.0]}


@pytest.mark.parametrize("configs", [[], [TrainingConfig()], [TrainingConfig(), TrainingConfig()]])
def test_differing_settings_of_equal_configurations_is_empty(configs: list[TrainingConfig]) -> None:
    assert differing_settings(configs) == {}


def test_seed_groups_joins_runs_that_differ_only_in_the_seed() -> None:
    configs = {1: TrainingConfig(seed=0), 2: TrainingConfig(epochs=9), 3: TrainingConfig(seed=7)}
    assert seed_groups(configs) == [[1, 3], [2]]
