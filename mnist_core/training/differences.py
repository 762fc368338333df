"""What differs between configurations, and which of them differ only in their seed.

Two runs answer "what did that change do?" only if one knows what the change was, and only if it did more than another
seed would have done. So settings are compared one by one, and configurations that are the same but for their seed are
one experiment.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.training.config import TrainingConfig


def all_settings(config: TrainingConfig) -> dict[str, Any]:
    """Return every setting as `TrainingConfig.flat` does, and as "left_out" the places of the images left out."""
    return config.flat() | {"left_out": config.left_out}


def differing_settings(configs: Sequence[TrainingConfig]) -> dict[str, list[Any]]:
    """Return the settings that are not the same in all of the configurations, with each one's value, in field order."""
    flat = [all_settings(config) for config in configs]
    columns = {name: [settings[name] for settings in flat] for name in flat[0]} if flat else {}
    return {name: values for name, values in columns.items() if any(value != values[0] for value in values)}


def seed_groups(configs: Mapping[int, TrainingConfig]) -> list[list[int]]:
    """Group the keys whose configurations differ at most in the seed, in the order of their first member."""
    groups: dict[TrainingConfig, list[int]] = {}
    for key, config in configs.items():
        groups.setdefault(config.with_changes(seed=0), []).append(key)
    return list(groups.values())
