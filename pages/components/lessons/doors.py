"""Links that open a page of the dashboard with everything filled in."""

from typing import Any

from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS
from mnist_core.training.setting_text import number_text
from pages.components.language.messages import Message
from pages.components.lessons.lesson import Door
from pages.components.settings.values import widget_values
from pages.components.state import COMPARED_PARAMETER, RUN_PARAMETER

PRESET = "small"
"""What the form of a lesson starts from."""

LESSON_SETUP = TrainingConfig(
    hidden_sizes=(64,),
    batch_size=64,
    learning_rate=0.1,
    epochs=3,
    initializer="he_uniform",
    training_size=5000,
)
"""Trained in a second or two, and good enough to see what a setting does."""


def setup_address(config: TrainingConfig) -> dict[str, str]:
    """Return what Train's address says of a set-up: the preset, and what differs from it."""
    preset = PRESETS[PRESET]
    usual = widget_values(preset.config)
    differing = {name: value for name, value in widget_values(config).items() if value != usual[name]}
    return {"preset": preset.title} | {name: _address_text(value) for name, value in differing.items()}


def setup_values(config: TrainingConfig) -> dict[str, Any]:
    """Return what every control of Train's form holds for a set-up, by its session key."""
    return {"preset": PRESETS[PRESET].title} | widget_values(config)


def train_door(config: TrainingConfig, label: Message) -> Door:
    """Return the way to Train with a set-up."""
    return Door("train.py", label, setup_address(config), "model_training", config)


def inside_door(run_id: int, image: int, label: Message, **more: str) -> Door:
    """Return the way into a network, with a test image."""
    address = {RUN_PARAMETER: str(run_id), "image": str(image), **more}
    return Door("inside.py", label, address, "neurology")


def evaluate_door(run_id: int, label: Message, **more: str) -> Door:
    """Return the way to where a network errs."""
    return Door("evaluate.py", label, {RUN_PARAMETER: str(run_id), **more}, "grid_on")


def compare_door(run_ids: list[int]) -> Door:
    """Return the way to the curves of several runs side by side."""
    label = Message("See their curves side by side")
    return Door("compare.py", label, {COMPARED_PARAMETER: [str(run_id) for run_id in run_ids]}, "stacked_line_chart")


def _address_text(value: Any) -> str:
    """Write what a control holds as the address does."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else number_text(value)
