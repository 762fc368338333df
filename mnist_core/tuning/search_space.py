"""What a study searches: settings of a configuration, each with a range or a list of values.

Any setting of `TrainingConfig.flat` can be searched. The hidden layers can be searched as a list of shapes, or as two
numbers of their own: how many layers, and how many units in each of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig, checked, setting_choices
from mnist_core.training.hidden_sizes import MAX_HIDDEN_LAYERS, MAX_HIDDEN_SIZE, checked_hidden_sizes
from mnist_core.training.setting_text import value_text

LAYERS, WIDTH = "hidden_layers", "hidden_width"
"""How many hidden layers there are, and how many units each of them has."""

SHAPE_RANGES = {LAYERS: (0, MAX_HIDDEN_LAYERS), WIDTH: (1, MAX_HIDDEN_SIZE)}
MAX_SEARCHED = 12
MAX_VALUES = 100
MAX_POINTS = 50

_DEFAULTS = TrainingConfig().flat()


@dataclass(frozen=True)
class Searched:
    """One setting to search: a range where `values` is empty, else a list.

    Attributes
    ----------
    name : str
        As `TrainingConfig.flat` names it, or "hidden_layers" or "hidden_width".
    low, high : float
        The ends of a range, both included.
    log : bool, default False
        Whether equal factors, and not equal differences, are equally far apart; `low` must then be above 0.
    points : int, 2 to 50, default 5
        Values that a grid tries of a range.
    values : tuple
        Numbers, texts or switches; a shape of the hidden layers is written "256-128".

    Raises
    ------
    ConfigurationError
        If the range is empty or leaves that of the setting, or there is nothing to choose between.
    """

    name: str
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    points: int = 5
    values: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        check_setting(self.name)
        if self.values:
            self._check_values()
        else:
            self._check_range()

    @property
    def is_range(self) -> bool:
        """Whether this is a range and not a list."""
        return not self.values

    @property
    def is_whole(self) -> bool:
        """Whether the setting is a whole number."""
        return self.name in SHAPE_RANGES or isinstance(_DEFAULTS[self.name], int)

    def grid_values(self) -> list[Any]:
        """Return the values that a grid tries: the list, or points of the range."""
        if self.values:
            return list(self.values)
        steps = [step / (self.points - 1) for step in range(self.points)]
        if self.log:
            found = [self.low * (self.high / self.low) ** step for step in steps]
        else:
            found = [self.low + (self.high - self.low) * step for step in steps]
        found = [float(f"{value:.6g}") for value in found]
        return sorted({round(value) for value in found}) if self.is_whole else found

    def check(self, value: Any) -> Any:
        """Return a value that lies in this search, or raise a ConfigurationError."""
        if self.values:
            if value not in self.values:
                known = ", ".join(value_text(each) for each in self.values)
                raise ConfigurationError(f"{self.name} must be one of {known} in this search, got {value_text(value)}")
            return value
        value = _checked(self.name, value)
        if not self.low <= value <= self.high:
            raise ConfigurationError(
                f"{self.name} must be from {value_text(self.low)} to {value_text(self.high)} in this search, "
                f"got {value_text(value)}"
            )
        return value

    def _check_values(self) -> None:
        values = [_checked(self.name, value) for value in self.values]
        values = [value_text(value) if isinstance(value, tuple) else value for value in values]
        if len(set(values)) < 2:
            raise ConfigurationError(f"{self.name} must have at least two different values to choose between")
        if len(values) > MAX_VALUES:
            raise ConfigurationError(f"{self.name} must have at most {MAX_VALUES} values, got {len(values)}")
        object.__setattr__(self, "values", tuple(dict.fromkeys(values)))

    def _check_range(self) -> None:
        if self.name == "hidden_sizes" or isinstance(_DEFAULTS.get(self.name), bool | str):
            raise ConfigurationError(f"{self.name} has no range; give a list of values")
        low, high = (_checked(self.name, end) for end in (self.low, self.high))
        if not low < high:
            raise ConfigurationError(
                f"{self.name} must have a range whose end is above its start, got {value_text(low)} to "
                f"{value_text(high)}"
            )
        if self.log and low <= 0:
            raise ConfigurationError(
                f"{self.name} must begin above 0 where its scale is logarithmic, got {value_text(low)}; raise it or "
                "use a linear scale"
            )
        if not 2 <= self.points <= MAX_POINTS:
            raise ConfigurationError(f"{self.name} must have 2 to {MAX_POINTS} points in a grid, got {self.points}")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)


@dataclass(frozen=True)
class SearchSpace:
    """All settings that a study searches, and how their values make a configuration.

    Raises
    ------
    ConfigurationError
        If there is none, one twice, or two that decide the same.
    """

    searched: tuple[Searched, ...]

    def __post_init__(self) -> None:
        names = [each.name for each in self.searched]
        if not 1 <= len(names) <= MAX_SEARCHED:
            raise ConfigurationError(f"a search must vary 1 to {MAX_SEARCHED} settings, got {len(names)}")
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ConfigurationError(f"{twice} is searched twice; leave one of them out")
        if "hidden_sizes" in names and set(names) & set(SHAPE_RANGES):
            raise ConfigurationError("hidden_sizes and the number or width of layers decide the same; search one")

    def __getitem__(self, name: str) -> Searched:
        return next(each for each in self.searched if each.name == name)

    @property
    def names(self) -> list[str]:
        """The settings, in the order in which they were given."""
        return [each.name for each in self.searched]

    @property
    def grid_size(self) -> int:
        """How many combinations a grid has."""
        return math.prod(len(each.grid_values()) for each in self.searched)

    def check(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return values for all of the settings, checked, or raise a ConfigurationError."""
        if missing := [name for name in self.names if name not in params]:
            raise ConfigurationError(f"a trial of this search needs a value for {missing[0]}")
        return {each.name: each.check(params[each.name]) for each in self.searched}

    def config(self, base: TrainingConfig, params: Mapping[str, Any]) -> TrainingConfig:
        """Return the configuration that the values make of `base`, or raise a ConfigurationError."""
        changes = dict(params)
        if set(changes) & set(SHAPE_RANGES):
            layers = changes.pop(LAYERS, len(base.hidden_sizes) or 1)
            width = changes.pop(WIDTH, base.hidden_sizes[0] if base.hidden_sizes else 64)
            changes["hidden_sizes"] = (width,) * layers
        elif "hidden_sizes" in changes:
            changes["hidden_sizes"] = _shape(changes["hidden_sizes"])
        return base.with_changes(**changes)

    def params_of(self, config: TrainingConfig) -> dict[str, Any]:
        """Return the values of the searched settings in a configuration."""
        flat = config.flat()
        flat |= {"hidden_sizes": value_text(config.hidden_sizes), LAYERS: len(config.hidden_sizes)}
        flat |= {WIDTH: config.hidden_sizes[0] if config.hidden_sizes else 0}
        return {name: flat[name] for name in self.names}

    def to_list(self) -> list[dict[str, Any]]:
        """Return a JSON-able copy."""
        return [asdict(each) | {"values": list(each.values)} for each in self.searched]

    @classmethod
    def from_list(cls, items: Sequence[Mapping[str, Any]]) -> Self:
        """Read `to_list`'s output."""
        return cls(tuple(Searched(**{**item, "values": tuple(item["values"])}) for item in items))


def _checked(name: str, value: Any) -> Any:
    """Return the value of a setting as its type, or raise a ConfigurationError."""
    if name in SHAPE_RANGES:
        low, high = SHAPE_RANGES[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise ConfigurationError(f"{name} must be a whole number, got {value!r:.60}")
        if not low <= value <= high:
            raise ConfigurationError(f"{name} must be from {low} to {high}, got {value!r:.60}")
        return int(value)
    if name == "hidden_sizes":
        return _shape(value)
    return checked(name, value)


def _shape(value: Any) -> tuple[int, ...]:
    """Read the shape of the hidden layers, written "256-128" or "none"."""
    return checked_hidden_sizes("" if value == "none" else value)


def check_setting(name: str) -> None:
    """Raise a ConfigurationError unless a search can vary this setting."""
    if name == "data":
        raise ConfigurationError("data cannot be searched, because results on other images cannot be compared")
    if name not in _DEFAULTS and name not in SHAPE_RANGES:
        raise ConfigurationError(f"unknown setting {name[:60]!r}; a search varies settings of the configuration")


def is_choice(name: str) -> bool:
    """Whether a setting is a choice or a switch, so that it can only be searched by a list."""
    return name == "hidden_sizes" or bool(setting_choices(name)) or isinstance(_DEFAULTS.get(name), bool)
