"""What a trainer tells while a network learns.

Events are frozen values that a caller pulls out of `Trainer.fit`; every chart, table and progress bar is drawn from
them and from nothing else. Their fields are plain numbers, so each event can be written as JSON.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """One update of the weights.

    Attributes
    ----------
    epoch : int
        The epoch that this step belongs to, from 1.
    step : int
        Updates so far in the whole run, from 1.
    loss : float
        Mean loss over the batch before the update, in nats.
    accuracy : float
        Share of the batch read correctly before the update, 0 to 1.
    learning_rate : float
        The rate that this update used.
    """

    epoch: int
    step: int
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """One pass over the training images.

    Attributes
    ----------
    epoch, step : int
        From 1; `step` is that of the epoch's last update.
    train_loss, train_accuracy : float
        Mean per image: averaged while the epoch ran, or by a full pass after it (`exact_training_metrics`).
    validation_loss, validation_accuracy : float or None
        Mean per validation image; None without validation images.
    learning_rate : float
    images : int
        Training images seen in this epoch.
    train_seconds : float
        Time spent in updates of this epoch, seconds; validation and whatever the caller did between events not counted.
    is_best : bool
        Whether the validation loss is the lowest so far.
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    images: int
    train_seconds: float
    is_best: bool


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """A setting changed while the network trains: the first step that uses it, its old and its new value."""

    epoch: int
    step: int
    field: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Insight:
    """A look inside the network at one step; lists have one entry a Dense layer, input side first.

    Attributes
    ----------
    gradient_rms, weight_rms, update_ratio : tuple of float
        Root mean square of the weights' gradient and of the weights; norm of the update over norm of the weights.
    dead_units : tuple of float
        Share of each hidden layer's units that were 0 for every image of the batch (empty unless ReLU).
    histogram_edges, histogram_counts, histogram_start : tuple of tuple
        Histogram of each layer's weights now and at the start, over shared edges.
    """

    epoch: int
    step: int
    gradient_rms: tuple[float, ...]
    weight_rms: tuple[float, ...]
    update_ratio: tuple[float, ...]
    dead_units: tuple[float, ...]
    histogram_edges: tuple[tuple[float, ...], ...]
    histogram_counts: tuple[tuple[int, ...], ...]
    histogram_start: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class FitEnd:
    """Training is over and the trainer's network holds the weights to keep.

    Attributes
    ----------
    reason : {"completed", "early_stopping"}
    epoch : int
        The last epoch that ran.
    best_epoch : int or None
        The epoch whose weights were kept, where validation chose it.
    """

    reason: str
    epoch: int
    best_epoch: int | None


Event = BatchEnd | EpochEnd | SettingChanged | Insight | FitEnd
