"""Configurations worth trying first, each with what it shows."""

from dataclasses import dataclass

from mnist_core.data.augmentation import Augmentation
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig


@dataclass(frozen=True)
class Preset:
    """A named configuration, its title and a sentence on what it shows."""

    name: str
    title: str
    description: str
    config: TrainingConfig


_ALL = (
    Preset(
        "quick",
        "Quick",
        "Reads 98 of 100 test digits correctly after a few seconds.",
        TrainingConfig(
            hidden_sizes=(256, 128),
            batch_size=128,
            learning_rate=0.2,
            epochs=5,
            optimizer="momentum",
            schedule="one_cycle",
            warmup=0.2,
            initializer="he_uniform",
            label_smoothing=0.05,
        ),
    ),
    Preset(
        "small-digits",
        "Small digits",
        "Digits of 8 × 8 pixels: learned in a second from 1,348 images; 98 of 100 test digits are read correctly.",
        TrainingConfig(
            data=SMALL_DIGITS,
            hidden_sizes=(128, 64),
            batch_size=32,
            learning_rate=0.1,
            epochs=40,
            optimizer="momentum",
            schedule="one_cycle",
            warmup=0.2,
            initializer="he_uniform",
            label_smoothing=0.05,
            validation_size=100,
        ),
    ),
    Preset(
        "accurate",
        "Accurate",
        "The best test accuracy that a plain dense network reaches here, from varied images and some minutes.",
        TrainingConfig(
            hidden_sizes=(1024, 1024, 512),
            batch_norm=True,
            batch_size=256,
            learning_rate=0.003,
            epochs=90,
            optimizer="adamw",
            weight_decay=0.02,
            schedule="one_cycle",
            warmup=0.15,
            initializer="he_uniform",
            label_smoothing=0.05,
            weight_average=0.999,
            augmentation=Augmentation(shift=1, rotation=12, scale=0.15, shear=0.15, elastic=1.1, elastic_sigma=5.5),
            fade_augmentation=0.3,
            validation_size=0,
        ),
    ),
    Preset(
        "robust",
        "Robust",
        "Reads hand-drawn digits best, because its training images vary more than MNIST does.",
        TrainingConfig(
            hidden_sizes=(768, 384),
            batch_norm=True,
            batch_size=128,
            learning_rate=0.002,
            epochs=30,
            optimizer="adamw",
            weight_decay=0.01,
            schedule="one_cycle",
            warmup=0.2,
            initializer="he_uniform",
            label_smoothing=0.05,
            augmentation=Augmentation(
                shift=2, rotation=12, scale=0.15, shear=0.2, elastic=1.3, thickness=1, handwriting=0.5
            ),
        ),
    ),
    Preset(
        "small",
        "Small",
        "One hidden layer of 64 units, small enough to look at every one of them, reads 97 of 100 digits.",
        TrainingConfig(
            hidden_sizes=(64,),
            batch_size=64,
            learning_rate=0.05,
            epochs=5,
            optimizer="momentum",
            schedule="cosine",
            initializer="he_uniform",
        ),
    ),
    Preset(
        "adam",
        "Adam",
        "Every weight has a step size of its own, so that one learning rate suits most networks.",
        TrainingConfig(
            hidden_sizes=(256, 128),
            batch_size=128,
            learning_rate=0.001,
            epochs=5,
            optimizer="adam",
            schedule="cosine",
            initializer="he_uniform",
        ),
    ),
    # The post divides the gradient by the batch twice, so its learning rate 0.008 acts as 0.008 / 64 = 0.000125. It
    # prints a loss summed over the 60,000 images, 24556.6 after 75 epochs. Times 60,000, the mean loss of a full pass
    # after the last epoch is 24568 here with seed 1, and the average while it ran 24645; seeds differ by about 1%.
    Preset(
        "blog-post",
        "Blog post",
        "Plain gradient descent at a tiny learning rate: after 75 epochs it still learns, and reads 90 of 100 digits. "
        "The post calls its rate 0.008, but divides the gradient by the batch of 64 twice, so it acts as 0.000125.",
        TrainingConfig(
            hidden_sizes=(256, 128),
            batch_size=64,
            learning_rate=0.000125,
            epochs=75,
            optimizer="sgd",
            shuffle=False,
            validation_size=0,
            exact_training_metrics=True,
        ),
    ),
    # A constant rate either breaks off within some dozen steps or settles after all. While it climbs, training breaks
    # off after 206 to 279 steps (4 seeds); with ReLU it takes about 80 more.
    Preset(
        "learning-rate-too-high",
        "Learning rate too high",
        "The rate climbs at every step: the loss falls, then swings, and past a rate of about 1 each step overshoots "
        "further than the last, until training breaks off. Beside it, try 0.1 and 0.01.",
        TrainingConfig(
            hidden_sizes=(256, 128),
            activation="leaky_relu",
            batch_size=64,
            learning_rate=10.0,
            epochs=5,
            schedule="cosine",
            warmup=0.5,
        ),
    ),
    Preset(
        "zero-initialisation",
        "Zero initialisation",
        "With all weights zero every unit stays like its neighbour, and the network never learns to tell digits apart.",
        TrainingConfig(hidden_sizes=(256, 128), batch_size=64, learning_rate=0.1, epochs=5, initializer="zeros"),
    ),
    Preset(
        "overfit",
        "Overfit",
        "500 images are soon known by heart: training accuracy reaches 100% while validation loss rises again.",
        TrainingConfig(hidden_sizes=(256, 128), batch_size=20, learning_rate=0.1, epochs=60, training_size=500),
    ),
    Preset(
        "vanishing-gradients",
        "Vanishing gradients",
        "Six layers of sigmoids let almost no gradient through to the first, so that nothing is learned.",
        TrainingConfig(hidden_sizes=(64,) * 6, activation="sigmoid", batch_size=64, learning_rate=0.1, epochs=3),
    ),
    Preset(
        "dead-units",
        "Dead units",
        "The first large steps push nearly all ReLUs to where they answer 0 to every image, and none comes back.",
        TrainingConfig(hidden_sizes=(256, 128), batch_size=64, learning_rate=0.1, epochs=3, optimizer="adam"),
    ),
    Preset(
        "too-few-units",
        "Too few units",
        "Three units cannot say what tells ten digits apart: training images are misread as often as others.",
        TrainingConfig(hidden_sizes=(3,), batch_size=64, learning_rate=0.1, epochs=5),
    ),
    Preset(
        "strong-label-smoothing",
        "Strong label smoothing",
        "Targets that are hardly different from guessing teach the network to be unsure.",
        TrainingConfig(hidden_sizes=(256, 128), batch_size=64, learning_rate=0.1, epochs=3, label_smoothing=0.9),
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}
"""All presets by name, in the order in which to offer them."""


def get_preset(name: str) -> Preset:
    """Return the preset of this name.

    Raises
    ------
    ConfigurationError
        If there is none; the message lists the names.
    """
    if name not in PRESETS:
        raise ConfigurationError(f"preset must be one of {', '.join(PRESETS)}, got {name!r}")
    return PRESETS[name]
