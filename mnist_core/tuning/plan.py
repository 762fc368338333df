"""The plan of a study: what to search and how, for how long, when to give up on a trial, and what is best."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.training_set import check_fits_data
from mnist_core.tuning.goals import GOALS, Goal
from mnist_core.tuning.search_space import SearchSpace

SAMPLERS = ("tpe", "random", "quasi_random", "grid", "cma_es")
PRUNERS = ("none", "median", "successive_halving", "hyperband")
MAX_TRIALS = 2000


@dataclass(frozen=True, kw_only=True)
class StudyPlan:
    """Everything that decides how a study goes.

    Attributes
    ----------
    base : TrainingConfig
        What all trials share; its epochs are those of a trial.
    space : SearchSpace
    sampler : {"tpe", "random", "quasi_random", "grid", "cma_es"}
        How the next values are chosen.
    pruner : {"none", "median", "successive_halving", "hyperband"}
        When a trial is given up early; with two goals only "none".
    goal : str
        A name in `GOALS`.
    target_accuracy : float, (0, 1)
        For "seconds_to_accuracy".
    trials, patience : int or None
        End after so many trials; after so many without anything better.
    minutes : float or None
        End after so long. Without a grid at least one of the three must be given.
    seed : int

    Raises
    ------
    ConfigurationError
        If something does not fit; the message is one sentence.
    """

    base: TrainingConfig
    space: SearchSpace
    sampler: str = "tpe"
    pruner: str = "none"
    goal: str = "accuracy"
    target_accuracy: float = 0.97
    trials: int | None = None
    minutes: float | None = None
    patience: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, known in (
            ("sampler", self.sampler, SAMPLERS),
            ("pruner", self.pruner, PRUNERS),
            ("goal", self.goal, tuple(GOALS)),
        ):
            if value not in known:
                raise ConfigurationError(f"{name} must be one of {', '.join(known)}, got {value!r}")
        self._check_limits()
        if not self.base.validation_size:
            raise ConfigurationError("validation_size must be above 0, because a search chooses by validation images")
        if not 0 < self.target_accuracy < 1:
            raise ConfigurationError(f"target_accuracy must be between 0 and 1, got {self.target_accuracy!r}")
        if self.pruner != "none" and len(self.goals) > 1:
            raise ConfigurationError("pruner must be none with two goals, because no one number compares the trials")
        if self.sampler == "cma_es" and not has_cma_es():
            raise ConfigurationError("sampler cma_es needs a package: run `python -m pip install cmaes`")
        if self.sampler == "grid" and self.space.grid_size > MAX_TRIALS:
            raise ConfigurationError(
                f"a grid must have at most {MAX_TRIALS:,} trials, got {self.space.grid_size:,}; search fewer settings "
                "or values, or use another sampler"
            )

    def _check_limits(self) -> None:
        for name, value in (("trials", self.trials), ("patience", self.patience)):
            whole = isinstance(value, int) and not isinstance(value, bool)
            if value is not None and not (whole and 1 <= value <= MAX_TRIALS):
                raise ConfigurationError(f"{name} must be a whole number from 1 to {MAX_TRIALS}, got {value!r}")
        if self.minutes is not None and not 0 < self.minutes <= 100_000:
            raise ConfigurationError(f"minutes must be above 0 and at most 100000, got {self.minutes!r}")
        if self.sampler != "grid" and self.trials is self.minutes is self.patience is None:
            raise ConfigurationError("a search must have a limit: a number of trials, minutes, or trials without gain")

    @property
    def goals(self) -> tuple[Goal, ...]:
        """What is wanted, one goal or two."""
        return GOALS[self.goal]

    @property
    def repeats_seeds(self) -> bool:
        """Whether only the seed varies: nothing is chosen then, and every trial may be measured on test images."""
        return self.space.names == ["seed"]

    @property
    def most_trials(self) -> int:
        """How many trials the sampler may ask for."""
        limit = self.trials or MAX_TRIALS
        return min(limit, self.space.grid_size) if self.sampler == "grid" else limit

    def config(self, params: Mapping[str, Any]) -> TrainingConfig:
        """Return the configuration of a trial, or raise a ConfigurationError if the values make no network."""
        config = self.space.config(self.base, params)
        check_fits_data(config)
        return config

    def extended(self, trials: int, *, asked: int) -> "StudyPlan":
        """Return a plan by which a study that has asked for some trials goes on for so many more."""
        if self.sampler == "grid" and asked >= self.space.grid_size:
            raise ConfigurationError("every combination of the grid has been tried; add a set-up of your own instead")
        return replace(self, trials=min(asked + trials, MAX_TRIALS), minutes=None, patience=None)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return values | {"base": self.base.to_dict(), "space": self.space.to_list()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read `to_dict`'s output."""
        read = {"base": TrainingConfig.from_dict(values["base"]), "space": SearchSpace.from_list(values["space"])}
        return cls(**{**values, **read})


def has_cma_es() -> bool:
    """Whether the package that the sampler CMA-ES needs is installed."""
    return importlib.util.find_spec("cmaes") is not None
