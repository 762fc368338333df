"""What differs between runs, and how it is written."""

import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.training.config import TrainingConfig
from pages.components.comparison.differences import differing_settings, seed_groups, setting_label, setting_text
from pages.components.settings.controls import CONTROLS


def test_differing_settings_lists_only_what_differs():
    first = TrainingConfig(learning_rate=0.1)
    second = TrainingConfig(learning_rate=0.2, augmentation=Augmentation(shift=2))
    assert differing_settings([first, second]) == {"learning_rate": [0.1, 0.2], "augmentation_shift": [0.0, 2.0]}


@pytest.mark.parametrize("configs", [[], [TrainingConfig()], [TrainingConfig(), TrainingConfig()]])
def test_differing_settings_of_equal_configurations_is_empty(configs):
    assert differing_settings(configs) == {}


def test_seed_groups_joins_runs_that_differ_only_in_the_seed():
    configs = {1: TrainingConfig(seed=0), 2: TrainingConfig(epochs=9), 3: TrainingConfig(seed=7)}
    assert seed_groups(configs) == [[1, 3], [2]]


def test_every_setting_that_can_differ_has_a_label():
    assert {setting_label(name) for name in CONTROLS}
    differing = differing_settings(
        [TrainingConfig(), TrainingConfig(hidden_sizes=(), batch_norm=True, dtype="float64")]
    )
    assert [setting_label(name) for name in differing] == ["Hidden layers", "Batch normalisation", "Number format"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "on"),
        (0.1, "0.1"),
        (1e-8, "1e-8"),
        ((256, 128), "256-128"),
        ((), "none"),
        ("adamw", "AdamW"),
        (5, "5"),
    ],
)
def test_setting_text(value, text):
    assert setting_text("some_setting", value) == text


def test_no_limit_of_training_images_means_all():
    assert setting_text("training_size", 0) == "all"
