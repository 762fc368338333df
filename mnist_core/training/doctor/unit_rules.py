"""Units and the gradients that reach them: those that stay alike, fall silent, saturate, or hear nothing."""

import numpy as np

from mnist_core.training.doctor.finding import Finding, epoch_curves, layer_curves
from mnist_core.training.doctor.record import Record

DEAD_SHARE = 0.5
VANISHED = 1e-3
EXPLODED = 1e3
SATURATED = 5.0
"""Spread of the weighted sums beyond which sigmoid and tanh are flat almost everywhere."""

CLEARLY_BAD, BAD = 0.9, 0.97


def zero_start(record: Record) -> Finding | None:
    """All weights began at zero, so that every unit of a layer gets the same gradient and stays like its neighbour."""
    config = record.config
    if config.initializer != "zeros" or not config.hidden_sizes or record.accuracy >= CLEARLY_BAD:
        return None
    return Finding(
        "zero-start",
        "Weights that began at zero",
        f"All weights began at zero, so the units of a layer never became different: {record.accuracy:.1%} is read "
        "correctly.",
        "initial weights by He, uniform",
        {"initializer": "he_uniform"},
        layer_curves(record, "weight_rms", "Weights, RMS", is_log=False),
    )


def dead_units(record: Record) -> Finding | None:
    """ReLUs that give zero for every image get no gradient, and never come back."""
    shares = record.layers("dead_units")
    if not shares.size or shares[-1].max() < DEAD_SHARE or record.accuracy >= BAD:
        return None
    rate = min(record.config.learning_rate / 10, record.usual_rate)
    return Finding(
        "dead-units",
        "Dead units",
        f"In hidden layer {int(shares[-1].argmax()) + 1}, {shares[-1].max():.0%} of the units answer 0 to every image.",
        f"Leaky ReLU, initial weights by He, and learning rate {rate:g}",
        {"activation": "leaky_relu", "initializer": "he_uniform", "learning_rate": rate},
        layer_curves(record, "dead_units", "Dead units", is_log=False),
    )


def saturated_units(record: Record) -> Finding | None:
    """Sums so far from zero that sigmoid or tanh is flat there, and lets no gradient through."""
    config, weights = record.config, record.layers("weight_rms")
    if config.activation not in ("sigmoid", "tanh") or not weights.size or config.batch_norm or record.accuracy >= BAD:
        return None
    fan_ins = np.sqrt(np.array(config.layer_sizes[:-1], dtype=np.float64))
    typical_inputs = np.array([0.3, *(0.7,) * len(config.hidden_sizes)])  # pixels; outputs of sigmoid and tanh
    spread = (weights[-1] * fan_ins * typical_inputs)[:-1]
    if not spread.size or spread.max() < SATURATED:
        return None
    return Finding(
        "saturated-units",
        "Saturated units",
        f"The weights of hidden layer {int(spread.argmax()) + 1} have grown so large that its sums lie around "
        f"±{spread.max():.0f}, where {config.activation} is flat.",
        "a tenth of the learning rate, and batch normalisation",
        {"learning_rate": config.learning_rate / 10, "batch_norm": True},
        layer_curves(record, "weight_rms", "Weights, RMS"),
    )


def vanishing_gradients(record: Record) -> Finding | None:
    """Each layer passes back a part of the gradient, until nothing reaches the first."""
    rows = record.layers("gradient_rms")
    if rows.shape[1] < 3 or record.accuracy >= CLEARLY_BAD or record.config.initializer == "zeros":
        return None
    share = float(np.median(rows[:, 0] / np.maximum(rows[:, -1], 1e-30)))
    if share >= VANISHED:
        return None
    return Finding(
        "vanishing-gradients",
        "Vanishing gradients",
        f"The first layer's gradient is {share:.0e} times the last one's: {rows.shape[1] - 1} hidden layers of "
        f"{record.config.activation} let almost nothing through.",
        "ReLU, initial weights by He, and batch normalisation",
        {"activation": "relu", "initializer": "he_uniform", "batch_norm": True},
        layer_curves(record, "gradient_rms", "Gradient, RMS"),
    )


def exploding_gradients(record: Record) -> Finding | None:
    """Each layer makes the gradient larger, until the first is thrown about."""
    rows = record.layers("gradient_rms")
    if rows.shape[1] < 3 or record.accuracy >= CLEARLY_BAD:
        return None
    largest = rows.max(axis=0)
    if largest[0] < EXPLODED * max(float(np.median(rows[:, -1])), 1e-30):
        return None
    return Finding(
        "exploding-gradients",
        "Exploding gradients",
        f"The first layer's gradient came to {largest[0]:.1e}, far above that of the last layer.",
        "gradient clipping at 1, and initial weights by He",
        {"gradient_clip": 1.0, "initializer": "he_uniform"},
        layer_curves(record, "gradient_rms", "Gradient, RMS"),
    )


def clipped_too_hard(record: Record) -> Finding | None:
    """Clipping that shortens every gradient is a tiny learning rate in disguise."""
    clip, update = record.config.gradient_clip, record.typical_update
    is_adaptive = record.config.optimizer in ("rmsprop", "adam", "adamw")
    if not 0 < clip <= 0.1 or is_adaptive or not update < 1e-3 or record.accuracy >= BAD:
        return None
    return Finding(
        "clipped-too-hard",
        "Gradients clipped too hard",
        f"Clipping at {clip:g} leaves steps of {update:.2%} of the weights' size.",
        "gradient clipping at 5",
        {"gradient_clip": 5.0},
        layer_curves(record, "update_ratio", "Update ÷ weights", usual=1e-3),
    )


def slow_average(record: Record) -> Finding | None:
    """An average over more steps than there were still remembers the untrained network."""
    decay, steps = record.config.weight_average, record.epochs[-1].step if record.epochs else 0
    if not decay or not steps or 1 / (1 - decay) < steps / 3 or record.accuracy >= BAD:
        return None
    return Finding(
        "slow-average",
        "Average of weights too slow",
        f"The average reaches over {1 / (1 - decay):,.0f} steps, and training had {steps:,}.",
        "a weight average of 0.99",
        {"weight_average": 0.99},
        epoch_curves(record, "accuracy"),
    )


UNIT_RULES = (
    zero_start,
    vanishing_gradients,
    exploding_gradients,
    saturated_units,
    dead_units,
    clipped_too_hard,
    slow_average,
)
