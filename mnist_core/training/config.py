"""What a person chooses before a network learns.

A configuration is a plain value: frozen, compared by its fields, written as JSON. It checks itself once, at
construction, so that whoever holds one need not check again; the forms, the command line, the address bar and the
run store all build it and all get the same sentences when a value does not fit. Ranges live beside the fields they
bound, where every interface can read them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple, Self

import numpy as np

from mnist_core.data.augmentation import AUGMENTATION_RANGES, Augmentation
from mnist_core.data.reference import MNIST, DataReference, checked_reference
from mnist_core.errors import ConfigurationError
from mnist_core.training.hidden_sizes import checked_hidden_sizes
from mnist_core.training.left_out import checked_left_out
from mnist_core.training.setting_rules import between, check, one_of

ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh")
INITIALIZERS = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal", "zeros")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "step", "cosine", "one_cycle")
LIVE_FIELDS = ("learning_rate", "momentum", "weight_decay", "dropout")
"""The fields that may be changed while a network trains."""

MAX_PARAMETERS = 20_000_000


_WHOLE = ("augmentation", "left_out")
"""Fields that are no single value, which check themselves."""

_AUGMENTATION = "augmentation_"
"""What the names of the augmentation's settings begin with, where all settings stand side by side."""


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """Everything that decides how a network is built and trained; equal configurations train alike, to the bit.

    Attributes
    ----------
    hidden_sizes : tuple of int, default (256, 128)
        Units of each hidden layer, 1 to 4096 each, at most 10 layers; empty for plain softmax regression.
    activation : {"relu", "leaky_relu", "sigmoid", "tanh"}
    initializer : {"glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal", "zeros"}
    batch_norm : bool, default False
        Normalise each hidden layer over the batch (Ioffe and Szegedy 2015).
    batch_size : int, 1 to 60000
    learning_rate : float, > 0
        The peak, where the schedule changes it.
    epochs : int, 1 to 1000
    optimizer : {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"}
    momentum : float, [0, 1)
        Used by "momentum" and "nesterov".
    beta1, beta2 : float, [0, 1)
        Decay of Adam's averages of the gradient and of its square; RMSprop uses `beta2`.
    epsilon : float, > 0
    schedule : {"constant", "step", "cosine", "one_cycle"}
    warmup : float, [0, 1)
        Share of all steps in which the rate rises to its peak ("cosine" and "one_cycle").
    decay_factor : float, (0, 1]
        "step" multiplies the rate by it every `decay_every` epochs.
    decay_every : int, epochs
    weight_decay : float, [0, 1]
        L2 penalty on weights (not on biases); decoupled from the gradient in "adamw" (Loshchilov and Hutter 2019).
    dropout : float, [0, 1)
        Share of hidden units silenced at each step.
    label_smoothing : float, [0, 1)
    gradient_clip : float, >= 0
        Largest allowed norm of the whole gradient; 0 turns clipping off.
    weight_average : float, [0, 1)
        Decay a step of the exponential moving average of weights; 0 turns it off.
    early_stopping : int, >= 0
        Stop after this many epochs without a better validation loss and keep the best weights; 0 turns it off.
    augmentation : Augmentation
        How training images are varied before each epoch; all zero turns it off.
    fade_augmentation : float, [0, 1]
        Share of all epochs, the last ones, over which the strengths of `augmentation` fall in a straight line towards
        zero, so that the network ends on images like those that it will read; 0 keeps them to the end.
    shuffle : bool, default True
    training_size : int, 0 to 60000
        Train on this many images only; 0 means all that validation leaves.
    validation_size : int, 0 to 30000
        Images set aside from the training set to choose by; never test images.
    exact_training_metrics : bool, default False
        Measure training loss and accuracy by a full pass after each epoch, not as the average while it ran.
    data : DataReference, default MNIST
        What to learn from, which decides how many inputs and outputs the network has; "small-digits" is built in too.
    left_out : tuple of int, default ()
        Places of training images that are neither learned from nor chosen by, because their labels are wrong.
    seed : int, 0 to 2**32 - 1
    dtype : {"float32", "float64"}

    Raises
    ------
    ConfigurationError
        If a value is out of its range; the message is one sentence.
    """

    hidden_sizes: tuple[int, ...] = (256, 128)
    activation: str = one_of("relu", ACTIVATIONS)
    initializer: str = one_of("glorot_uniform", INITIALIZERS)
    batch_norm: bool = False
    batch_size: int = between(64, 1, 60_000)
    learning_rate: float = between(0.1, 0, math.inf, low_open=True)
    epochs: int = between(5, 1, 1000)
    optimizer: str = one_of("sgd", OPTIMIZERS)
    momentum: float = between(0.9, 0, 1, high_open=True)
    beta1: float = between(0.9, 0, 1, high_open=True)
    beta2: float = between(0.999, 0, 1, high_open=True)
    epsilon: float = between(1e-8, 0, 1, low_open=True)
    schedule: str = one_of("constant", SCHEDULES)
    warmup: float = between(0.0, 0, 1, high_open=True)
    decay_factor: float = between(0.5, 0, 1, low_open=True)
    decay_every: int = between(5, 1, 1000)
    weight_decay: float = between(0.0, 0, 1)
    dropout: float = between(0.0, 0, 1, high_open=True)
    label_smoothing: float = between(0.0, 0, 1, high_open=True)
    gradient_clip: float = between(0.0, 0, 1e6)
    weight_average: float = between(0.0, 0, 1, high_open=True)
    early_stopping: int = between(0, 0, 1000)
    augmentation: Augmentation = field(default_factory=Augmentation)
    fade_augmentation: float = between(0.0, 0, 1)
    shuffle: bool = True
    training_size: int = between(0, 0, 60_000)
    validation_size: int = between(5_000, 0, 30_000)
    exact_training_metrics: bool = False
    data: DataReference = MNIST
    left_out: tuple[int, ...] = ()
    seed: int = between(0, 0, 2**32 - 1)
    dtype: str = one_of("float32", ("float32", "float64"))

    def __post_init__(self) -> None:
        if isinstance(self.augmentation, Mapping):
            object.__setattr__(self, "augmentation", Augmentation.from_dict(self.augmentation))
        if not isinstance(self.augmentation, Augmentation):
            raise ConfigurationError(f"augmentation must be an Augmentation, got {self.augmentation!r}")
        object.__setattr__(self, "left_out", checked_left_out(self.left_out))
        for item in fields(self):
            if item.name not in _WHOLE:
                object.__setattr__(self, item.name, checked(item.name, getattr(self, item.name)))
        if self.augmentation.handwriting and not self.data.shows_digits:
            raise ConfigurationError(
                f"augmentation handwriting must be 0 for {self.data.name}, got {self.augmentation.handwriting:g}; "
                "it writes digits of 28 × 28 pixels"
            )
        if self.parameter_count > MAX_PARAMETERS:
            raise ConfigurationError(
                f"hidden_sizes {self.hidden_sizes} make a network of {self.parameter_count:,} parameters; "
                f"the limit is {MAX_PARAMETERS:,}, so make the layers smaller"
            )

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer, the pixels and the classes included: MNIST's are 784 and 10."""
        return (self.data.image_side**2, *self.hidden_sizes, len(self.data.class_names))

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases that the network learns."""
        sizes = self.layer_sizes
        dense = sum((fan_in + 1) * fan_out for fan_in, fan_out in zip(sizes, sizes[1:], strict=False))
        return dense + (2 * sum(self.hidden_sizes) if self.batch_norm else 0)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy; `from_dict` reads it back to an equal configuration."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        nested = {"augmentation": self.augmentation.to_dict(), "data": self.data.to_dict()}
        lists = {"hidden_sizes": list(self.hidden_sizes), "left_out": list(self.left_out)}
        return values | lists | nested

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build a configuration from `to_dict`'s output; missing names take their defaults, unknown ones raise."""
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigurationError(f"unknown setting {unknown[0]!r}; known ones are {', '.join(sorted(known))}")
        return cls(**values)

    def flat(self) -> dict[str, Any]:
        """Return every setting that is one value, the augmentation's as "augmentation_shift" and so on."""
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in _WHOLE}
        return values | {_AUGMENTATION + name: value for name, value in self.augmentation.to_dict().items()}

    def with_changes(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, checked again; names may also be those that `flat` gives."""
        varied = {
            name.removeprefix(_AUGMENTATION): changes.pop(name) for name in list(changes) if is_augmentation(name)
        }
        if varied:
            changes["augmentation"] = changes.get("augmentation", self.augmentation).to_dict() | varied
        return replace(self, **changes)


def is_augmentation(name: str) -> bool:
    """Whether a setting, named as `TrainingConfig.flat` names it, is one of the augmentation's."""
    return name.startswith(_AUGMENTATION)


class SettingRange(NamedTuple):
    """The values of a setting that is a number; `high_open` says that it stays below the highest."""

    low: float
    high: float
    high_open: bool = False


def setting_range(name: str) -> SettingRange:
    """Return the range of a setting, named as `TrainingConfig.flat` names it."""
    if is_augmentation(name):
        return SettingRange(*AUGMENTATION_RANGES[name.removeprefix(_AUGMENTATION)])
    rule = _FIELDS[name].metadata
    return SettingRange(rule["low"], rule["high"], rule["high_open"])


def setting_choices(name: str) -> tuple[str, ...]:
    """Return the values of a setting that is one of a list, none for another kind."""
    choices: tuple[str, ...] = () if is_augmentation(name) else _FIELDS[name].metadata.get("choices", ())
    return choices


def checked(name: str, value: Any) -> Any:
    """Return `value` as the type of the number, choice or switch of this name, or raise a ConfigurationError.

    Parameters
    ----------
    name : str
        As `TrainingConfig.flat` names it.
    value : object
    """
    if is_augmentation(name):
        field_name = name.removeprefix(_AUGMENTATION)
        return getattr(Augmentation(**{field_name: value}), field_name)
    if name == "hidden_sizes":
        return checked_hidden_sizes(value)
    if name == "data":
        return checked_reference(value)
    item = _FIELDS[name]
    if not isinstance(item.default, bool):
        return check(item, value)
    if not isinstance(value, bool | np.bool_):
        raise ConfigurationError(f"{name} must be true or false, got {value!r:.60}")
    return bool(value)


_FIELDS = {item.name: item for item in fields(TrainingConfig)}
