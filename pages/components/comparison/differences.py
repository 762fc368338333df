"""What differs between runs, and which of them differ only in their seed.

Two runs answer "what did that change do?" only if one knows what the change was, and only if it did more than another
seed would have done. So settings are compared field by field, and runs that are the same but for their seed are one
experiment.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_text import value_text
from pages.components.settings.controls import CONTROLS, TITLES


def differing_settings(configs: Sequence[TrainingConfig]) -> dict[str, list[Any]]:
    """Return the settings that are not the same in all of the configurations, with each one's value, in field order."""
    flat = [config.flat() for config in configs]
    columns = {name: [settings[name] for settings in flat] for name in flat[0]} if flat else {}
    return {name: values for name, values in columns.items() if any(value != values[0] for value in values)}


def seed_groups(configs: Mapping[int, TrainingConfig]) -> list[list[int]]:
    """Group the keys whose configurations differ at most in the seed, in the order of their first member."""
    groups: dict[TrainingConfig, list[int]] = {}
    for key, config in configs.items():
        groups.setdefault(config.with_changes(seed=0), []).append(key)
    return list(groups.values())


def setting_label(name: str) -> str:
    """Return a setting's name as the form on Train shows it."""
    return CONTROLS[name].label


def setting_text(name: str, value: Any) -> str:
    """Return a setting's value as a person would write it."""
    if name == "training_size" and value == 0:
        return "all"
    return TITLES.get(value, value) if isinstance(value, str) else value_text(value)
