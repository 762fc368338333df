"""One option for every field of a configuration, made from the field itself."""

import math
from collections.abc import Callable
from dataclasses import Field, fields
from typing import Any, TypeVar

import click

from mnist_core.data.augmentation import AUGMENTATION_RANGES
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS, get_preset

Function = TypeVar("Function", bound=Callable[..., Any])

AUGMENTATION_PREFIX = "augmentation_"


def config_options(function: Function) -> Function:
    """Give a command `--preset` and one option for every field of `TrainingConfig`."""
    options = [click.option("--preset", metavar="NAME", help=f"Start from a preset: {', '.join(PRESETS)}.")]
    for item in fields(TrainingConfig):
        if item.name == "hidden_sizes":
            help_text = "Units of each hidden layer, separated by commas.  [default: 256,128]"
            options.append(click.option("--hidden", "hidden_sizes", metavar="SIZES", help=help_text))
        elif item.name == "augmentation":
            options += [
                click.option(f"--augmentation-{_dashed(name)}", type=float, help=f"{low:g} to {high:g}.")
                for name, (low, high) in AUGMENTATION_RANGES.items()
            ]
        else:
            options.append(_option(item))
    for option in reversed(options):
        function = option(function)
    return function


def read_config(preset: str | None, values: dict[str, Any]) -> TrainingConfig:
    """Build the configuration that the given options ask for; those left out keep the preset's or default value.

    Raises
    ------
    ConfigurationError
        If a value is out of its range.
    """
    config = get_preset(preset).config if preset is not None else TrainingConfig()
    given = {name: value for name, value in values.items() if value is not None}
    varied = {
        name.removeprefix(AUGMENTATION_PREFIX): given.pop(name)
        for name in list(given)
        if name.startswith(AUGMENTATION_PREFIX)
    }
    return config.with_changes(**given, augmentation=config.augmentation.to_dict() | varied)


def _option(item: Field[Any]) -> Callable[[Function], Function]:
    """Return the option of one field."""
    name, default = _dashed(item.name), item.default
    if isinstance(default, bool):
        text = f"[default: {'on' if default else 'off'}]"
        return click.option(f"--{name}/--no-{name}", item.name, default=None, help=text)
    if choices := item.metadata.get("choices"):
        return click.option(f"--{name}", metavar="NAME", help=f"{', '.join(choices)}.  [default: {default}]")
    low, high = item.metadata["low"], item.metadata["high"]
    span = f"above {low:g}" if math.isinf(high) else f"{low:g} to {high:g}"
    return click.option(f"--{name}", type=type(default), help=f"{span}.  [default: {default:g}]")


def _dashed(name: str) -> str:
    """Write a field's name as an option's."""
    return name.replace("_", "-")
