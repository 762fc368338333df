"""How a setting and its value are called wherever they are shown and not set."""

from typing import Any

from mnist_core.training.setting_text import setting_value_text
from pages.components.settings.controls import CONTROLS, TITLES

LEFT_OUT = "Images left out"


def setting_label(name: str) -> str:
    """Return a setting's name as the form on Train shows it, or what no form asks for."""
    return LEFT_OUT if name == "left_out" else CONTROLS[name].label


def setting_text(name: str, value: Any) -> str:
    """Return a setting's value as a person would write it."""
    if name == "training_size" and value == 0:
        return "all"
    return TITLES.get(value, value) if isinstance(value, str) else setting_value_text(name, value)
