"""What a person types as a search: `0.001..1:log`, `1..3`, `32, 64, 128`, `64; 256, 128`."""

import re
from typing import Any

from mnist_core.errors import ConfigurationError
from mnist_core.training.setting_text import value_text
from mnist_core.tuning.search_space import SHAPE_RANGES, Searched, check_setting, is_choice

_RANGE = re.compile(r"(?P<low>.+?)\.\.(?P<high>.+?)(?P<log>:log)?")


def read_searched(text: str) -> Searched:
    """Read `name=low..high`, `name=low..high:log` or `name=value,value`; shapes are separated by semicolons.

    Raises
    ------
    ConfigurationError
        If it is none of these.
    """
    name, equals, values = text.partition("=")
    name = name.strip().replace("-", "_")
    check_setting(name)
    if not equals or not values.strip():
        raise ConfigurationError(
            f"a search must be written NAME=VALUES, such as learning_rate=0.001..1:log, got {text!r}"
        )
    if match := _RANGE.fullmatch(values.strip()):
        return Searched(
            name,
            low=read_number(name, match["low"]),
            high=read_number(name, match["high"]),
            log=match["log"] is not None,
        )
    return Searched(name, values=tuple(read_values(name, values)))


def read_values(name: str, text: str) -> list[Any]:
    """Read a list of values, separated by commas, or by semicolons where there are any."""
    parts = text.split(";") if ";" in text or name == "hidden_sizes" else text.split(",")
    return [read_value(name, part.strip()) for part in parts if part.strip()]


def read_value(name: str, text: str) -> Any:
    """Read one value of a setting."""
    if name not in SHAPE_RANGES and is_choice(name):
        if name == "hidden_sizes":
            return text
        return {"on": True, "off": False, "true": True, "false": False}.get(
            text.lower(), text.lower().replace(" ", "_")
        )
    return read_number(name, text)


def read_number(name: str, text: str) -> float:
    """Read a number; a decimal comma will not do, because commas separate."""
    try:
        number = float(text.strip())
    except ValueError:
        raise ConfigurationError(f"{name} must be a number in a search, got {text.strip()[:60]!r}") from None
    return int(number) if number.is_integer() else number


def written(searched: Searched) -> str:
    """Write a searched setting as `read_searched` reads it, without its name."""
    if searched.values:
        return ("; " if searched.name == "hidden_sizes" else ", ").join(value_text(each) for each in searched.values)
    return f"{value_text(searched.low)}..{value_text(searched.high)}{':log' if searched.log else ''}"
