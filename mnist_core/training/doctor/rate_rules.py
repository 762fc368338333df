"""Steps: too large, too small, too few, too noisy."""

import numpy as np

from mnist_core.training.doctor.finding import Finding, batch_losses, epoch_curves, layer_curves
from mnist_core.training.doctor.record import CHANCE, Record
from mnist_core.training.setting_text import number_text

LARGE_UPDATE = 0.03
"""Of the weights' size; a healthy step changes them by about a thousandth."""

TINY_UPDATE = 3e-4
HEALTHY_UPDATE = 1e-3
SMALL_BATCH, LARGE_BATCH = 8, 4096
FEW_STEPS = 300


def diverged(record: Record) -> Finding | None:
    """Training broke off: each step overshot further than the last."""
    if not record.has_diverged:
        return None
    rate = record.config.learning_rate
    way = "at" if record.config.schedule == "constant" else "on the way to"
    return Finding(
        "diverged",
        "Training diverged",
        f"The loss grew beyond all reason after {len(record.losses):,} steps {way} learning rate {number_text(rate)}.",
        f"learning rate {number_text(min(rate / 10, record.usual_rate))}",
        {"learning_rate": min(rate / 10, record.usual_rate)},
        batch_losses(record),
    )


def rate_too_high(record: Record) -> Finding | None:
    """Steps so large that the weights are thrown about instead of settling."""
    rate, update = record.config.learning_rate, record.typical_update
    if record.has_diverged or record.accuracy >= 0.9 or not update > LARGE_UPDATE or rate <= record.usual_rate:
        return None
    lower = max(min(rate / 10, record.usual_rate), record.usual_rate / 10)
    return Finding(
        "rate-too-high",
        "Learning rate too high",
        f"A step changes the weights by {update:.1%} of their size, and only {record.accuracy:.1%} is read correctly.",
        f"learning rate {number_text(lower)}",
        {"learning_rate": lower},
        layer_curves(record, "update_ratio", "Update ÷ weights", usual=HEALTHY_UPDATE),
    )


def rate_too_low(record: Record) -> Finding | None:
    """Steps so small that training ends long before the network has learned what it could."""
    rate = record.config.learning_rate
    if rate > record.usual_rate / 5 or record.accuracy > 0.97 or not record.typical_update < HEALTHY_UPDATE:
        return None
    return Finding(
        "rate-too-low",
        "Learning rate too low",
        f"A step changes the weights by {record.typical_update:.2%} of their size, and after all epochs only "
        f"{record.accuracy:.1%} is read correctly.",
        f"learning rate {number_text(record.usual_rate)}",
        {"learning_rate": record.usual_rate},
        layer_curves(record, "update_ratio", "Update ÷ weights", usual=HEALTHY_UPDATE),
    )


def too_few_epochs(record: Record) -> Finding | None:
    """Training ended while every epoch still made it clearly better."""
    epochs = record.config.epochs
    if (
        not record.still_falls(0.05)
        or not CHANCE < record.accuracy < 0.97
        or record.config.learning_rate < (record.usual_rate / 5)
    ):
        return None
    more = min(3 * epochs, 1000)
    return Finding(
        "too-few-epochs",
        "Too few epochs",
        f"The last epoch still lowered the loss by a twentieth, and only {record.accuracy:.1%} is read correctly.",
        f"{more} epochs",
        {"epochs": more},
        epoch_curves(record, "loss"),
    )


def noisy_batches(record: Record) -> Finding | None:
    """Batches so small that each step follows the accidents of a few images."""
    size, losses = record.config.batch_size, record.losses
    if size > SMALL_BATCH or len(losses) < FEW_STEPS or record.accuracy >= 0.97:
        return None
    last = losses[-len(losses) // 4 :]
    noise = float(np.std(last) / max(float(np.mean(last)), 1e-12))
    if noise < 0.8:
        return None
    return Finding(
        "noisy-batches",
        "Noisy batches",
        f"With {size} image{'s' if size > 1 else ''} a batch the loss jumps by {noise:.0%} of itself at each step.",
        "batches of 64 images",
        {"batch_size": 64},
        batch_losses(record),
    )


def batch_too_large(record: Record) -> Finding | None:
    """Batches so large that an epoch has hardly any steps in which to learn."""
    size = record.config.batch_size
    steps = record.epochs[-1].step if record.epochs else FEW_STEPS
    if size < LARGE_BATCH or steps >= FEW_STEPS or record.accuracy >= 0.95:
        return None
    return Finding(
        "batch-too-large",
        "Batches too large",
        f"With {size:,} images a batch the whole training had only {steps} steps, and {record.accuracy:.1%} is read "
        "correctly.",
        "batches of 128 images",
        {"batch_size": 128},
        epoch_curves(record, "loss"),
    )


def momentum_too_high(record: Record) -> Finding | None:
    """A ball so heavy that it rolls past the valley again and again."""
    config = record.config
    if config.optimizer not in ("momentum", "nesterov") or config.momentum < 0.98 or record.accuracy >= 0.95:
        return None
    return Finding(
        "momentum-too-high",
        "Momentum too high",
        f"With momentum {number_text(config.momentum)} each step still carries {1 / (1 - config.momentum):.0f} others, "
        f"and only {record.accuracy:.1%} is read correctly.",
        "momentum 0.9",
        {"momentum": 0.9},
        batch_losses(record),
    )


def warmup_too_long(record: Record) -> Finding | None:
    """The learning rate rises for most of the training, which leaves no time to settle."""
    config = record.config
    if config.schedule not in ("cosine", "one_cycle") or config.warmup < 0.6 or record.accuracy >= 0.97:
        return None
    rates = {"Learning rate": (record.column("epoch"), record.column("learning_rate"))}
    evidence = epoch_curves(record, "loss")
    return Finding(
        "warmup-too-long",
        "Warm-up too long",
        f"The learning rate rose during {config.warmup:.0%} of the training, so little was left to settle in.",
        "a warm-up of 0.2",
        {"warmup": 0.2},
        type(evidence)("Epoch", "Learning rate", rates),
    )


RATE_RULES = (
    diverged,
    rate_too_high,
    rate_too_low,
    momentum_too_high,
    warmup_too_long,
    noisy_batches,
    batch_too_large,
    too_few_epochs,
)
