"""One option for every setting of a configuration, made from the setting itself; and a set-up as a command."""

import math
import shlex
from collections.abc import Callable
from typing import Any, TypeVar

import click

from mnist_core.command_line.left_out import read_left_out
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig, setting_choices, setting_range
from mnist_core.training.presets import PRESETS, get_preset
from mnist_core.training.setting_effects import without_effect
from mnist_core.training.setting_text import telling_settings, value_text

Function = TypeVar("Function", bound=Callable[..., Any])

HIDDEN = "--hidden"
"""The option of the hidden sizes; every other one is called as its setting is."""


def config_options(function: Function) -> Function:
    """Give a command `--preset` and one option for every field of `TrainingConfig` but the data."""
    options = [click.option("--preset", metavar="NAME", help=f"Start from a preset: {', '.join(PRESETS)}.")]
    options += [_option(name, default) for name, default in TrainingConfig().flat().items() if name != "data"]
    options.append(
        click.option(
            "--left-out", metavar="PLACES", help="Training images to leave out: 3,17,99 or a CSV of judged labels."
        )
    )
    for option in reversed(options):
        function = option(function)
    return function


def read_config(preset: str | None, values: dict[str, Any]) -> TrainingConfig:
    """Build the configuration that the given options ask for; those left out keep the preset's or default value.

    Raises
    ------
    ConfigurationError
        If a value is out of its range, or changes nothing beside the others.
    """
    config = get_preset(preset).config if preset is not None else TrainingConfig()
    given = {name: value for name, value in values.items() if value is not None}
    if "left_out" in given:
        given["left_out"] = read_left_out(given["left_out"])
    config = config.with_changes(**given)
    for name, reason in without_effect(config).items():
        if name in given:
            raise ConfigurationError(f"--{_dashed(name)} has no effect {reason}; leave it out, or change the other")
    return config


def write_command(config: TrainingConfig) -> str:
    """Return the command line that trains a network with this set-up; settings that change nothing are left out."""
    parts = ["python", "-m", "mnist_core", "train"]
    idle = without_effect(config)
    for name, value in telling_settings(config).items():
        if name in idle:
            continue
        if name == "data":
            parts += ["--data", config.data.key or config.data.name]
        elif isinstance(value, bool):
            parts.append(f"--{_dashed(name)}" if value else f"--no-{_dashed(name)}")
        else:
            text = ",".join(map(str, value)) if isinstance(value, tuple) else value_text(value)
            parts += [HIDDEN if name == "hidden_sizes" else f"--{_dashed(name)}", text]
    if config.left_out:
        parts += ["--left-out", ",".join(map(str, config.left_out))]
    return shlex.join(parts)


def _option(name: str, default: Any) -> Callable[[Function], Function]:
    """Return the option of one setting."""
    option = f"--{_dashed(name)}"
    if name == "hidden_sizes":
        help_text = "Units of each hidden layer, separated by commas.  [default: 256,128]"
        return click.option(HIDDEN, "hidden_sizes", metavar="SIZES", help=help_text)
    if isinstance(default, bool):
        text = f"[default: {'on' if default else 'off'}]"
        return click.option(f"{option}/--no-{_dashed(name)}", name, default=None, help=text)
    if choices := setting_choices(name):
        return click.option(option, metavar="NAME", help=f"{', '.join(choices)}.  [default: {default}]")
    low, high, _ = setting_range(name)
    span = f"above {low:g}" if math.isinf(high) else f"{low:g} to {high:g}"
    return click.option(option, type=type(default), help=f"{span}.  [default: {default:g}]")


def _dashed(name: str) -> str:
    """Write a setting's name as an option's."""
    return name.replace("_", "-")
