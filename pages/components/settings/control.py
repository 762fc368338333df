"""One setting of a training run as a form offers it: its name in plain words, its kind of control, its help text."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from mnist_core.training.config import TrainingConfig


class Kind(Enum):
    """What a control looks like."""

    SIZES = "numbers separated by commas"
    TYPED = "a number, chosen from a list or typed"
    WHOLE = "a whole number with buttons"
    SLIDER = "a number on a slider"
    CHOICE = "one of a list"
    SWITCH = "on or off"
    DATA = "one of the data sets that are here"


@dataclass(frozen=True)
class Control:
    """One setting in the form.

    Attributes
    ----------
    name : str
        The setting, as `TrainingConfig.flat` names it; also the name in the address bar.
    label, help : str
        What the person reads: the setting, what it does, a sensible value, and what too much of it does.
    kind : Kind
    offered : tuple
        Values in the drop-down list.
    step : int or float
        Distance of two values on a slider or between the buttons of a whole number.
    needs : tuple of str and tuple, optional
        Another field and the values of it for which this setting counts at all.
    """

    name: str
    label: str
    help: str
    kind: Kind
    offered: tuple[Any, ...] = ()
    step: float = 1
    needs: tuple[str, tuple[Any, ...]] | None = None

    def counts_in(self, config: TrainingConfig) -> bool:
        """Whether this setting changes anything in `config`."""
        return self.needs is None or getattr(config, self.needs[0]) in self.needs[1]
