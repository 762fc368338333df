"""What a person chooses before a network learns.

A configuration is a plain value: frozen, compared by its fields, written as JSON. It checks itself once, at
construction, so that whoever holds one need not check again; the forms, the command line, the address bar and the
run store all build it and all get the same sentences when a value does not fit. Ranges live beside the fields they
bound, where every interface can read them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import ConfigurationError

ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh")
INITIALIZERS = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal", "zeros")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "step", "cosine", "one_cycle")
LIVE_FIELDS = ("learning_rate", "momentum", "weight_decay", "dropout")
"""The fields that may be changed while a network trains."""

MAX_HIDDEN_LAYERS = 10
MAX_HIDDEN_SIZE = 4096
MAX_PARAMETERS = 20_000_000


def _between(default: Any, low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> Any:
    """Return a dataclass field whose metadata hold the range of its values."""
    return field(
        default=default,
        metadata={"low": low, "high": high, "low_open": low_open, "high_open": high_open},
    )


def _one_of(default: str, choices: tuple[str, ...]) -> Any:
    """Return a dataclass field whose metadata list its allowed values."""
    return field(default=default, metadata={"choices": choices})


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
    seed : int, 0 to 2**32 - 1
    dtype : {"float32", "float64"}

    Raises
    ------
    ConfigurationError
        If a value is out of its range; the message is one sentence.
    """

    hidden_sizes: tuple[int, ...] = (256, 128)
    activation: str = _one_of("relu", ACTIVATIONS)
    initializer: str = _one_of("glorot_uniform", INITIALIZERS)
    batch_norm: bool = False
    batch_size: int = _between(64, 1, 60_000)
    learning_rate: float = _between(0.1, 0, math.inf, low_open=True)
    epochs: int = _between(5, 1, 1000)
    optimizer: str = _one_of("sgd", OPTIMIZERS)
    momentum: float = _between(0.9, 0, 1, high_open=True)
    beta1: float = _between(0.9, 0, 1, high_open=True)
    beta2: float = _between(0.999, 0, 1, high_open=True)
    epsilon: float = _between(1e-8, 0, 1, low_open=True)
    schedule: str = _one_of("constant", SCHEDULES)
    warmup: float = _between(0.0, 0, 1, high_open=True)
    decay_factor: float = _between(0.5, 0, 1, low_open=True)
    decay_every: int = _between(5, 1, 1000)
    weight_decay: float = _between(0.0, 0, 1)
    dropout: float = _between(0.0, 0, 1, high_open=True)
    label_smoothing: float = _between(0.0, 0, 1, high_open=True)
    gradient_clip: float = _between(0.0, 0, 1e6)
    weight_average: float = _between(0.0, 0, 1, high_open=True)
    early_stopping: int = _between(0, 0, 1000)
    augmentation: Augmentation = field(default_factory=Augmentation)
    fade_augmentation: float = _between(0.0, 0, 1)
    shuffle: bool = True
    training_size: int = _between(0, 0, 60_000)
    validation_size: int = _between(5_000, 0, 30_000)
    exact_training_metrics: bool = False
    seed: int = _between(0, 0, 2**32 - 1)
    dtype: str = _one_of("float32", ("float32", "float64"))

    def __post_init__(self) -> None:
        object.__setattr__(self, "hidden_sizes", _checked_hidden_sizes(self.hidden_sizes))
        if isinstance(self.augmentation, Mapping):
            object.__setattr__(self, "augmentation", Augmentation.from_dict(self.augmentation))
        if not isinstance(self.augmentation, Augmentation):
            raise ConfigurationError(f"augmentation must be an Augmentation, got {self.augmentation!r}")
        for item in fields(self):
            value = getattr(self, item.name)
            if item.metadata:
                object.__setattr__(self, item.name, checked(item.name, value))
            elif isinstance(item.default, bool) and not isinstance(value, bool):
                raise ConfigurationError(f"{item.name} must be true or false, got {value!r}")
        if self.parameter_count > MAX_PARAMETERS:
            raise ConfigurationError(
                f"hidden_sizes {self.hidden_sizes} make a network of {self.parameter_count:,} parameters; "
                f"the limit is {MAX_PARAMETERS:,}, so make the layers smaller"
            )

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer, the 784 pixels and the 10 digits included."""
        return (784, *self.hidden_sizes, 10)

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases that the network learns."""
        sizes = self.layer_sizes
        dense = sum((fan_in + 1) * fan_out for fan_in, fan_out in zip(sizes, sizes[1:], strict=False))
        return dense + (2 * sum(self.hidden_sizes) if self.batch_norm else 0)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy; `from_dict` reads it back to an equal configuration."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return values | {"hidden_sizes": list(self.hidden_sizes), "augmentation": self.augmentation.to_dict()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build a configuration from `to_dict`'s output; missing names take their defaults, unknown ones raise."""
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigurationError(f"unknown setting {unknown[0]!r}; known ones are {', '.join(sorted(known))}")
        return cls(**values)

    def with_changes(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, checked again."""
        return replace(self, **changes)


def checked(name: str, value: Any) -> Any:
    """Return `value` as the type of the numeric or choice field `name`, or raise a ConfigurationError."""
    item = next(item for item in fields(TrainingConfig) if item.name == name)
    if choices := item.metadata.get("choices"):
        if value not in choices:
            raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
        return value
    whole = isinstance(item.default, int)
    rule = _rule(item.metadata, whole=whole)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigurationError(f"{name} must be {rule}, got {value!r}")
    low, high = item.metadata["low"], item.metadata["high"]
    fits = math.isfinite(value) and low <= value <= high
    fits = fits and not (item.metadata["low_open"] and value == low)
    fits = fits and not (item.metadata["high_open"] and value == high)
    if not fits or (whole and value != int(value)):
        raise ConfigurationError(f"{name} must be {rule}, got {value!r}")
    return int(value) if whole else float(value)


def parse_hidden_sizes(text: str) -> tuple[int, ...]:
    """Read "256, 128" as (256, 128); an empty text means no hidden layer.

    Raises
    ------
    ConfigurationError
        If a part is not a whole number in range.
    """
    parts = [part.strip() for part in text.strip().strip("()[]").replace(";", ",").split(",")]
    parts = [part for part in parts if part]
    try:
        sizes = tuple(int(part) for part in parts)
    except ValueError:
        raise ConfigurationError(
            f"hidden sizes must be whole numbers separated by commas, such as 256, 128; got {text.strip()!r}"
        ) from None
    return _checked_hidden_sizes(sizes)


def _checked_hidden_sizes(sizes: Any) -> tuple[int, ...]:
    """Return the sizes as a tuple of int, or raise a ConfigurationError."""
    if isinstance(sizes, str):
        return parse_hidden_sizes(sizes)
    if not isinstance(sizes, list | tuple):
        raise ConfigurationError(f"hidden_sizes must be a sequence of whole numbers, got {sizes!r}")
    if len(sizes) > MAX_HIDDEN_LAYERS:
        raise ConfigurationError(f"hidden_sizes must have at most {MAX_HIDDEN_LAYERS} layers, got {len(sizes)}")
    for size in sizes:
        if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MAX_HIDDEN_SIZE:
            raise ConfigurationError(
                f"each hidden size must be a whole number from 1 to {MAX_HIDDEN_SIZE}, got {size!r}"
            )
    return tuple(sizes)


def _rule(metadata: Mapping[str, Any], *, whole: bool) -> str:
    """Say in words what range a field has."""
    low, high = metadata["low"], metadata["high"]
    kind = "a whole number" if whole else "a finite number"
    if math.isinf(high):
        return f"{kind} {'>' if metadata['low_open'] else '>='} {low:g}"
    if whole:
        return f"{kind} from {low} to {high}"
    return f"a number in {'(' if metadata['low_open'] else '['}{low:g}, {high:g}{')' if metadata['high_open'] else ']'}"
