"""How each setting of a training run is offered: its name in plain words, its kind of control and its help text.

The form, the address bar and the grid of several runs all read this one table. Ranges are not repeated here; they live
beside the fields of `TrainingConfig` and `Augmentation`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from mnist_core.training.config import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, TrainingConfig


class Kind(Enum):
    """What a control looks like."""

    SIZES = "numbers separated by commas"
    TYPED = "a number, chosen from a list or typed"
    WHOLE = "a whole number with buttons"
    SLIDER = "a number on a slider"
    CHOICE = "one of a list"
    SWITCH = "on or off"


@dataclass(frozen=True)
class Control:
    """One setting in the form.

    Attributes
    ----------
    name : str
        Field of `TrainingConfig`, or "augmentation_" and a field of `Augmentation`; also the name in the address bar.
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


TITLES = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "glorot_uniform": "Glorot uniform",
    "glorot_normal": "Glorot normal",
    "he_uniform": "He uniform",
    "he_normal": "He normal",
    "lecun_normal": "LeCun normal",
    "zeros": "Zeros",
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
    "constant": "Constant",
    "step": "Steps",
    "cosine": "Cosine",
    "one_cycle": "One cycle",
    "float32": "float32",
    "float64": "float64",
}
"""The plain name of every value that is a word."""

MAIN = {
    "hidden_sizes": Control(
        "hidden_sizes",
        "Hidden layers",
        "Units of each hidden layer, from the input side, separated by commas. 256, 128 reads digits well; 64 learns "
        "in a blink. Very wide layers are slow and learn the training images by heart. Empty means no hidden layer.",
        Kind.SIZES,
    ),
    "batch_size": Control(
        "batch_size",
        "Batch size",
        "Images per update of the weights. 32 to 128 is sensible. Large batches give fewer, smoother updates and need "
        "a larger learning rate; too large, and an epoch teaches little. Choose one or type your own.",
        Kind.TYPED,
        offered=(8, 16, 32, 64, 128, 256, 512, 1024),
    ),
    "learning_rate": Control(
        "learning_rate",
        "Learning rate",
        "How far each update moves the weights; the peak, where a schedule changes it. About 0.1 for SGD, 0.001 for "
        "Adam. Too small learns slowly; too large makes the loss jump or explode. Choose one or type your own, "
        "such as 2e-4.",
        Kind.TYPED,
        offered=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    ),
    "epochs": Control(
        "epochs",
        "Epochs",
        "How often the network sees every training image. 5 to 15 is sensible. More takes longer and, without "
        "regularisation, ends in learning by heart.",
        Kind.WHOLE,
    ),
}
"""The four controls that are always in sight."""

GROUPS: dict[str, tuple[Control, ...]] = {
    "Optimizer and schedule": (
        Control(
            "optimizer",
            "Optimizer",
            "The rule that turns gradients into updates. SGD is the plainest; Momentum and Nesterov remember the way; "
            "RMSprop, Adam and AdamW give each weight its own pace. Adam is a safe choice with a rate near 0.001.",
            Kind.CHOICE,
            offered=OPTIMIZERS,
        ),
        Control(
            "momentum",
            "Momentum",
            "Share of the last update that is carried on. 0.9 is usual. Near 1 the weights overshoot and swing. "
            "Used by Momentum and Nesterov.",
            Kind.TYPED,
            offered=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
            needs=("optimizer", ("momentum", "nesterov")),
        ),
        Control(
            "beta1",
            "Beta 1",
            "How slowly Adam's average of the gradient forgets. 0.9 is usual. Near 1 it reacts too late.",
            Kind.TYPED,
            offered=(0.5, 0.8, 0.9, 0.95, 0.99),
            needs=("optimizer", ("adam", "adamw")),
        ),
        Control(
            "beta2",
            "Beta 2",
            "How slowly the average of the squared gradient forgets. 0.999 is usual for Adam, 0.9 to 0.99 for RMSprop. "
            "Too near 1, and the first steps of training decide the pace for long.",
            Kind.TYPED,
            offered=(0.9, 0.95, 0.99, 0.999, 0.9999),
            needs=("optimizer", ("rmsprop", "adam", "adamw")),
        ),
        Control(
            "epsilon",
            "Epsilon",
            "Keeps the division in Adam and RMSprop away from zero. 1e-8 is usual. Large values turn the method "
            "into plain SGD.",
            Kind.TYPED,
            offered=(1e-10, 1e-8, 1e-7, 1e-6, 1e-4),
            needs=("optimizer", ("rmsprop", "adam", "adamw")),
        ),
        Control(
            "schedule",
            "Schedule",
            "How the learning rate changes over the run. Cosine glides to zero; One cycle rises, then falls, and often "
            "reaches the best accuracy; Steps drops it now and then. A falling rate needs enough epochs to pay.",
            Kind.CHOICE,
            offered=SCHEDULES,
        ),
        Control(
            "warmup",
            "Warm-up",
            "Share of all steps in which the rate rises to its peak. 0.1 to 0.3 is sensible. Too much leaves no time "
            "to settle. Used by Cosine and One cycle.",
            Kind.SLIDER,
            step=0.01,
            needs=("schedule", ("cosine", "one_cycle")),
        ),
        Control(
            "decay_factor",
            "Decay factor",
            "The rate is multiplied by this at each drop. 0.5 halves it; 0.1 is drastic and can stop learning early. "
            "Used by Steps.",
            Kind.TYPED,
            offered=(0.1, 0.2, 0.5, 0.8, 0.9),
            needs=("schedule", ("step",)),
        ),
        Control(
            "decay_every",
            "Epochs between drops",
            "The rate drops each time this many epochs have passed. A third of all epochs is sensible; too often, and "
            "the rate is gone before the network has learnt. Used by Steps.",
            Kind.WHOLE,
            needs=("schedule", ("step",)),
        ),
    ),
    "Network": (
        Control(
            "activation",
            "Activation",
            "What a hidden unit does with its sum. ReLU is fast and learns well; Leaky ReLU cannot die; Sigmoid and "
            "Tanh saturate, so deep stacks of them learn slowly.",
            Kind.CHOICE,
            offered=ACTIVATIONS,
        ),
        Control(
            "initializer",
            "Initial weights",
            "How the weights are drawn at the start. He suits ReLU, Glorot suits Tanh and Sigmoid. Zeros shows why "
            "weights must differ: no unit ever learns anything of its own.",
            Kind.CHOICE,
            offered=INITIALIZERS,
        ),
        Control(
            "batch_norm",
            "Batch normalisation",
            "Rescale each hidden layer over the batch. Learning gets steadier and bears larger rates, at the price of "
            "slower epochs; with very small batches it grows noisy.",
            Kind.SWITCH,
        ),
        Control(
            "dtype",
            "Number format",
            "float32 is fast and exact enough. float64 takes about twice the time and helps only to check the maths.",
            Kind.CHOICE,
            offered=("float32", "float64"),
        ),
    ),
    "Regularisation": (
        Control(
            "dropout",
            "Dropout",
            "Share of hidden units silenced at random at each step, so that none is indispensable. 0.1 to 0.3 is "
            "sensible; above 0.5 the network forgets faster than it learns.",
            Kind.SLIDER,
            step=0.01,
        ),
        Control(
            "weight_decay",
            "Weight decay",
            "Pull of every weight towards zero. 1e-4 is gentle with SGD, 0.01 usual with AdamW. Too much, and the "
            "network stays too simple to read digits.",
            Kind.TYPED,
            offered=(0.0, 1e-5, 1e-4, 1e-3, 0.01, 0.05),
        ),
        Control(
            "label_smoothing",
            "Label smoothing",
            "Share of certainty taken from the right digit and spread over all ten. 0.05 to 0.1 keeps the network from "
            "being overconfident; much more blurs its answers.",
            Kind.SLIDER,
            step=0.01,
        ),
        Control(
            "gradient_clip",
            "Gradient clipping",
            "Largest norm of the whole gradient; 0 turns it off. 1 to 5 tames explosions at high rates; very small "
            "values slow all learning.",
            Kind.TYPED,
            offered=(0.0, 0.5, 1.0, 5.0, 10.0),
        ),
        Control(
            "weight_average",
            "Weight averaging",
            "Keep a moving average of the weights and use it in the end; 0 turns it off. 0.99 to 0.999 gives a little "
            "accuracy for nothing. Nearer 1, the average still holds the untrained start.",
            Kind.TYPED,
            offered=(0.0, 0.9, 0.99, 0.995, 0.999),
        ),
        Control(
            "early_stopping",
            "Early stopping",
            "Stop after this many epochs without a better validation loss, and keep the best weights; 0 turns it off. "
            "3 to 10 is sensible; 1 gives up at the first bad epoch.",
            Kind.WHOLE,
        ),
    ),
    "Augmentation": (
        Control(
            "augmentation_shift",
            "Shift",
            "Largest move along each axis, in pixels of 28. 1 to 2 is sensible; beyond 4 digits leave the picture.",
            Kind.SLIDER,
            step=0.1,
        ),
        Control(
            "augmentation_rotation",
            "Rotation",
            "Largest turn either way, in degrees. 8 to 15 is sensible; far more, and a 6 looks like a 9.",
            Kind.SLIDER,
            step=0.5,
        ),
        Control(
            "augmentation_scale",
            "Scale",
            "Largest change of size either way, as a share. 0.1 to 0.15 is sensible; much more cuts digits off.",
            Kind.SLIDER,
            step=0.01,
        ),
        Control(
            "augmentation_shear",
            "Shear",
            "Largest slant either way, pixels sideways per pixel of height. 0.1 to 0.2 is sensible; much more is no "
            "handwriting that anyone has.",
            Kind.SLIDER,
            step=0.01,
        ),
        Control(
            "augmentation_elastic",
            "Elastic deformation",
            "How far strokes are bent, in pixels. It is the variation that helps most on MNIST: 1 to 2 is sensible. "
            "Too much tears digits into other digits: watch the preview.",
            Kind.SLIDER,
            step=0.1,
        ),
        Control(
            "augmentation_elastic_sigma",
            "Elastic smoothness",
            "How smooth the bending is, in pixels. 4 bends whole strokes; small values crumple them; large ones only "
            "shift the digit.",
            Kind.SLIDER,
            step=0.1,
        ),
        Control(
            "augmentation_thickness",
            "Stroke thickness",
            "Largest change of the stroke's width either way, in pixels. 0.5 to 1 is sensible; more fills the loops "
            "or breaks thin lines.",
            Kind.SLIDER,
            step=0.05,
        ),
        Control(
            "augmentation_handwriting",
            "Pen habits",
            "Share of images replaced by the same digit drawn in code, in ways of writing that MNIST lacks, such as a "
            "slashed zero. 0.1 to 0.3 helps to read what you draw; more costs accuracy on MNIST itself.",
            Kind.SLIDER,
            step=0.01,
        ),
    ),
    "Data and seed": (
        Control(
            "training_size",
            "Training images",
            "Train on this many images only; 0 means all that validation leaves. 500 shows learning by heart; more "
            "images make a network that reads better, but each epoch takes longer.",
            Kind.WHOLE,
            step=500,
        ),
        Control(
            "validation_size",
            "Validation images",
            "Images set aside to judge by while training. 5,000 is sensible; few make the judgement noisy, many are "
            "missing from training; 0 turns it off. Test images are never used for this.",
            Kind.WHOLE,
            step=500,
        ),
        Control(
            "seed",
            "Seed",
            "Start of all randomness: the same seed and settings give the same network, to the bit. Any number will "
            "do; try several before you believe a small difference.",
            Kind.WHOLE,
        ),
        Control(
            "shuffle",
            "Shuffle each epoch",
            "Put the images in a new order each epoch. Leave it on; without it every epoch repeats the same batches, "
            "as in the blog post.",
            Kind.SWITCH,
        ),
        Control(
            "exact_training_metrics",
            "Exact training metrics",
            "Measure training loss and accuracy by a full pass after each epoch, not as the average while it ran. "
            "More exact, but each epoch takes about a third longer.",
            Kind.SWITCH,
        ),
    ),
}
"""Everything else, by the heading that it folds away under."""

CONTROLS: dict[str, Control] = MAIN | {control.name: control for group in GROUPS.values() for control in group}
"""Every control by its name."""
