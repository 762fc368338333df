"""Several runs in one step: a small grid over one or two settings."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_text import value_text

MAX_FIELDS = 2
MAX_RUNS = 50


def grid(config: TrainingConfig, values: Mapping[str, Sequence[Any]]) -> list[tuple[TrainingConfig, str]]:
    """Return every combination of the values as a configuration and a name that says what differs.

    Parameters
    ----------
    config : TrainingConfig
        What all runs share.
    values : mapping of str to sequence
        At most two fields of the configuration, each with the values to try; the last field varies fastest.

    Raises
    ------
    ConfigurationError
        If a field is unknown, a value is out of range, or the grid is empty or larger than 50 runs.

    Examples
    --------
    >>> [name for _, name in grid(TrainingConfig(), {"learning_rate": [0.1, 0.01], "seed": [7]})]
    ['learning rate 0.1, seed 7', 'learning rate 0.01, seed 7']
    """
    if not 1 <= len(values) <= MAX_FIELDS:
        raise ConfigurationError(f"a grid must vary 1 to {MAX_FIELDS} settings, got {len(values)}")
    known = config.flat()
    for name, choices in values.items():
        if name not in known:
            raise ConfigurationError(f"unknown setting {name!r}; a grid varies fields of the configuration")
        if not choices:
            raise ConfigurationError(f"a grid over {name} must have at least one value")
    combinations = list(itertools.product(*values.values()))
    if len(combinations) > MAX_RUNS:
        raise ConfigurationError(f"a grid must have at most {MAX_RUNS} runs, got {len(combinations)}")
    changes = [dict(zip(values, combination, strict=True)) for combination in combinations]
    return [(config.with_changes(**change), _name(change)) for change in changes]


def _name(change: Mapping[str, Any]) -> str:
    """Say what sets one run of a grid apart."""
    return ", ".join(f"{field.replace('_', ' ')} {value_text(value)}" for field, value in change.items())
