"""How well the network fits: too closely, too loosely, no longer at all, or held back by what should help it."""

import numpy as np

from mnist_core.training.doctor.finding import Finding, batch_losses, epoch_curves, layer_curves
from mnist_core.training.doctor.record import CHANCE, Record

GAP = 0.03
"""Accuracy on training images less that on validation images from which on learning by heart is to be seen."""

RISEN = 1.15
"""Validation loss at the end over the lowest one, from which on it has clearly risen again."""

FEW_IMAGES = 10_000
NARROW = 24
GOOD, BEST = 0.95, 0.97


def too_little_data(record: Record) -> Finding | None:
    """So few images that the network can know each by heart."""
    config = record.config
    images = record.epochs[-1].images if record.epochs else FEW_IMAGES
    if images >= FEW_IMAGES or not config.training_size or _gap(record) < GAP:
        return None
    epochs = max(5, config.epochs * images // 55_000)
    return Finding(
        "too-little-data",
        "Too little data",
        f"{images:,} training images are known by heart: {record.train_accuracy:.1%} of them are read correctly, but "
        f"only {record.accuracy:.1%} of others.",
        f"all training images, for {epochs} epochs",
        {"training_size": 0, "epochs": epochs},
        epoch_curves(record, "accuracy"),
    )


def overfitting(record: Record) -> Finding | None:
    """Validation loss has risen again while training loss went on falling."""
    losses = record.column("validation_loss")
    if len(losses) < 3 or np.isnan(losses).any() or losses[-1] < RISEN * losses.min() or _gap(record) < GAP / 2:
        return None
    if record.config.early_stopping or record.train_accuracy < GOOD:
        return None
    best = int(losses.argmin())
    return Finding(
        "overfitting",
        "Overfitting",
        f"The validation loss was lowest in epoch {record.epochs[best].epoch} and has risen by "
        f"{losses[-1] / losses[best] - 1:.0%} since, while the training loss went on falling.",
        "dropout 0.2, and to stop after 3 epochs that bring nothing",
        {"dropout": max(record.config.dropout, 0.2), "early_stopping": 3},
        epoch_curves(record, "loss"),
    )


def too_small(record: Record) -> Finding | None:
    """A network with too few units for what it should tell apart."""
    sizes = record.config.hidden_sizes
    if not CHANCE < record.accuracy < GOOD or (sizes and min(sizes) > NARROW) or _gap(record) > GAP:
        return None
    if record.still_falls(0.05) or record.config.learning_rate < record.usual_rate / 5:
        return None
    which = f"a hidden layer of {min(sizes)} unit{'s' if min(sizes) > 1 else ''}" if sizes else "no hidden layer"
    return Finding(
        "too-small",
        "Underfitting",
        f"With {which} even of the training images only {record.train_accuracy:.1%} are read correctly.",
        "hidden layers of 256 and 128 units",
        {"hidden_sizes": (256, 128)},
        epoch_curves(record, "accuracy"),
    )


def plateau(record: Record) -> Finding | None:
    """The loss has stopped falling though it is not low, at a rate that never becomes smaller."""
    losses, config = record.column("train_loss"), record.config
    recent = losses[-max(len(losses) // 3, 3) :]
    if len(losses) < 6 or config.schedule != "constant" or not CHANCE < record.accuracy < GOOD:
        return None
    if config.learning_rate < record.usual_rate / 5 or recent.min() < 0.98 * recent[0]:
        return None
    return Finding(
        "plateau",
        "Plateau",
        f"In the last {len(recent)} epochs the training loss has not fallen any more; it stays at {losses[-1]:.2f}.",
        "a learning rate that falls along a cosine",
        {"schedule": "cosine"},
        epoch_curves(record, "loss"),
    )


def strong_smoothing(record: Record) -> Finding | None:
    """Targets so soft that the network is taught to be unsure."""
    smoothing = record.config.label_smoothing
    if smoothing < 0.3 or not record.epochs:
        return None
    return Finding(
        "strong-smoothing",
        "Label smoothing too strong",
        f"With label smoothing {smoothing:g} the true digit should get only {1 - 0.9 * smoothing:.0%}, and the loss "
        f"stays at {record.epochs[-1].train_loss:.2f}.",
        "label smoothing 0.05",
        {"label_smoothing": 0.05},
        epoch_curves(record, "loss"),
    )


def strong_dropout(record: Record) -> Finding | None:
    """So many units are silenced that those left cannot learn the digits."""
    dropout = record.config.dropout
    if dropout < 0.5 or record.train_accuracy >= 0.9:
        return None
    return Finding(
        "strong-dropout",
        "Dropout too strong",
        f"With {dropout:.0%} of the units silenced at each step, {record.train_accuracy:.1%} of the training images "
        f"are read correctly, and {record.accuracy:.1%} with all units.",
        "dropout 0.2",
        {"dropout": 0.2},
        epoch_curves(record, "accuracy"),
    )


def strong_decay(record: Record) -> Finding | None:
    """Weights are pulled to zero harder than the images push them."""
    decay, weights = record.config.weight_decay, record.layers("weight_rms")
    if not decay or len(weights) < 2 or record.train_accuracy >= GOOD:
        return None
    shrunk = weights[-1] / np.maximum(weights[0], 1e-30)
    if shrunk.min() > 0.6:
        return None
    return Finding(
        "strong-decay",
        "Weight decay too strong",
        f"With weight decay {decay:g} a layer's weights have shrunk to {shrunk.min():.0%} of what they were.",
        f"weight decay {decay / 100:g}",
        {"weight_decay": decay / 100},
        layer_curves(record, "weight_rms", "Weights, RMS"),
    )


def strong_variation(record: Record) -> Finding | None:
    """Training images are varied so much that they can hardly be read."""
    variation = record.config.augmentation
    if variation.is_identity or record.train_accuracy >= 0.8 or record.accuracy >= BEST:
        return None
    halved = {name: value if name == "elastic_sigma" else value / 2 for name, value in variation.to_dict().items()}
    return Finding(
        "strong-variation",
        "Images varied too much",
        f"Of the varied training images only {record.train_accuracy:.1%} are read correctly, of plain ones "
        f"{record.accuracy:.1%}.",
        "half of each variation",
        {"augmentation": halved},
        epoch_curves(record, "accuracy"),
    )


def nothing_learned(record: Record) -> Finding | None:
    """The network reads digits no better than guessing would."""
    if not record.epochs or record.has_diverged or record.accuracy >= CHANCE:
        return None
    rate = record.usual_rate
    return Finding(
        "nothing-learned",
        "Nothing learned",
        f"{record.accuracy:.1%} is read correctly, no better than guessing, and the loss is "
        f"{record.epochs[-1].train_loss:.3g} where guessing has 2.30.",
        f"learning rate {rate:g}, ReLU, and initial weights by He",
        {"learning_rate": rate, "activation": "relu", "initializer": "he_uniform"},
        batch_losses(record),
    )


FIT_RULES = (
    too_little_data,
    overfitting,
    strong_smoothing,
    strong_dropout,
    strong_decay,
    strong_variation,
    too_small,
    plateau,
)


def _gap(record: Record) -> float:
    """Return by how much more of the training images is read correctly than of the validation images."""
    return record.train_accuracy - record.accuracy
