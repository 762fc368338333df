"""The few settings that a person may change while a network trains."""

from collections.abc import Iterator
from typing import Any

from mnist_core.errors import ConfigurationError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.nn.optimizer import Optimizer
from mnist_core.nn.optimizers import VelocityOptimizer
from mnist_core.nn.schedules import Schedule, make_schedule
from mnist_core.training.config import LIVE_FIELDS, TrainingConfig, checked
from mnist_core.training.events import SettingChanged


def schedule_for(config: TrainingConfig, steps_per_epoch: int) -> Schedule:
    """Return the share of the learning rate at each step, as a configuration says."""
    return make_schedule(
        config.schedule,
        epochs=config.epochs,
        steps_per_epoch=steps_per_epoch,
        warmup=config.warmup,
        decay_factor=config.decay_factor,
        decay_every=config.decay_every,
    )


class LiveSettings:
    """Holds the present values, gives them to those that use them and remembers which changes were not told yet.

    Parameters
    ----------
    config : TrainingConfig
        Their first values.
    network : NeuralNetwork
        Uses the share of dropout.
    optimizer : Optimizer
        Uses weight decay, and momentum if it has any; the learning rate is asked for at each step.
    """

    def __init__(self, config: TrainingConfig, network: NeuralNetwork, optimizer: Optimizer) -> None:
        self._config, self._network, self._optimizer = config, network, optimizer
        self._values: dict[str, float] = {name: getattr(config, name) for name in LIVE_FIELDS}
        self._untold: list[tuple[str, float, float]] = []

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, before the schedule's factor."""
        return self._values["learning_rate"]

    @property
    def last_learning_rate(self) -> float:
        """The rate of the last step, before the schedule's factor: a change that is not told yet came after it."""
        return next((old for field, old, _ in self._untold if field == "learning_rate"), self.learning_rate)

    def change(self, field: str, value: float) -> None:
        """Let the next step use another value.

        Parameters
        ----------
        field : {"learning_rate", "momentum", "weight_decay", "dropout"}
        value : float
            In the range that `TrainingConfig` gives the field.

        Raises
        ------
        ConfigurationError
            If the field cannot be changed or the value is out of its range.
        """
        if field not in LIVE_FIELDS:
            raise ConfigurationError(f"only {', '.join(LIVE_FIELDS)} can change while training, got {field!r}")
        if field == "momentum" and not isinstance(self._optimizer, VelocityOptimizer):
            raise ConfigurationError(f"momentum has no effect with the optimizer {self._config.optimizer}")
        value = float(checked(field, value))
        if value != self._values[field]:
            self._untold.append((field, self._values[field], value))
            self._apply(field, value)

    def _apply(self, field: str, value: float) -> None:
        self._values[field] = value
        self._network.dropout = self._values["dropout"]
        self._optimizer.weight_decay = self._values["weight_decay"]
        if isinstance(self._optimizer, VelocityOptimizer):
            self._optimizer.momentum = self._values["momentum"]

    def tell(self, epoch: int, step: int) -> Iterator[SettingChanged]:
        """Yield the changes made since the last call, as from this step on."""
        while self._untold:
            yield SettingChanged(epoch, step, *self._untold.pop(0))

    def state(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        return {"settings": dict(self._values), "changes": [list(change) for change in self._untold]}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue where `state` was taken."""
        for field, value in state["settings"].items():
            self._apply(field, value)
        self._untold = [(field, old, new) for field, old, new in state["changes"]]
