"""Settings as text: one way to write a value, and what makes one configuration differ from another."""

from typing import Any

from mnist_core.data.reference import DataReference
from mnist_core.training.config import TrainingConfig

ALWAYS_NAMED = ("hidden_sizes", "batch_size", "learning_rate", "epochs", "optimizer", "seed")
"""The settings that a set-up is told by, also where they are at their default."""


def number_text(value: float) -> str:
    """Write a number as briefly as it can be typed, and to the last digit: 64, 0.000125, 1e-8."""
    text = repr(value).removesuffix(".0")
    return text.replace("e-0", "e-").replace("e+", "e")


def value_text(value: Any) -> str:
    """Write a setting's value as a person would: 0.1, on, 256-128, none, cosine."""
    if isinstance(value, tuple | list):
        return "-".join(str(size) for size in value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, DataReference):
        return value.name
    return value if isinstance(value, str) else number_text(value)


def setting_value_text(name: str, value: Any) -> str:
    """Write the value of a setting that `differing_settings` names: of images that were left out, how many."""
    if name == "left_out":
        return f"{len(value):,} image{'' if len(value) == 1 else 's'}" if value else "none"
    return value_text(value)


def telling_settings(config: TrainingConfig) -> dict[str, Any]:
    """Return the settings that make a run what it is: the most important ones, and all that are not at their default.

    Returns
    -------
    dict of str to value
        Named as `TrainingConfig.flat` names them.
    """
    defaults, settings = TrainingConfig().flat(), config.flat()
    named = {name: settings[name] for name in ALWAYS_NAMED}
    return named | {name: value for name, value in settings.items() if value != defaults[name]}
