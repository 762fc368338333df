"""How each setting of a training run is offered: its name in plain words, its kind of control and its help text.

The form, the address bar and the grid of several runs all read this one table. Ranges are not repeated here; they live
beside the fields of `TrainingConfig` and `Augmentation`.
"""

from mnist_core.training.config import ACTIVATIONS, INITIALIZERS
from pages.components.settings.augmentation_controls import AUGMENTATION
from pages.components.settings.control import Control, Kind
from pages.components.settings.optimizer_controls import OPTIMIZER_AND_SCHEDULE

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
    "data": Control(
        "data",
        "Data",
        "What to learn from. MNIST is the classic; Small digits are learned in a second; the page Data adds your own. "
        "Few images are soon known by heart, and what is read later must look like them.",
        Kind.DATA,
    ),
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
"""The controls that are always in sight."""

GROUPS: dict[str, tuple[Control, ...]] = {
    "Optimizer and schedule": OPTIMIZER_AND_SCHEDULE,
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
            "Share of certainty taken from the right class and spread over all. 0.05 to 0.1 keeps the network from "
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
    "Augmentation": AUGMENTATION,
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
