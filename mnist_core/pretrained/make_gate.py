"""How the network that tells digits from strangers is made: digits and strangers drawn in code, some minutes.

python -m mnist_core.pretrained.make_gate --seed 0
"""

from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.interpolate import CubicSpline

from mnist_core.data.augmentation import Augmentation
from mnist_core.data.dataset import ImageSet
from mnist_core.data.handwriting import write_digits
from mnist_core.data.mnist import load_mnist
from mnist_core.data.strangers import draw_strangers
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.files.network_file import save_network
from mnist_core.pretrained.gate import DIGIT_CLASS, PATH, STRANGER_CLASS
from mnist_core.pretrained.make import STORED, round_weights
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer

CONFIG = TrainingConfig(
    hidden_sizes=(320, 128),
    batch_norm=True,
    batch_size=128,
    learning_rate=0.003,
    epochs=20,
    optimizer="adamw",
    weight_decay=0.01,
    schedule="one_cycle",
    warmup=0.2,
    initializer="he_uniform",
    weight_average=0.999,
    augmentation=Augmentation(shift=1, rotation=10, scale=0.15, shear=0.2, elastic=1.2, thickness=1),
    validation_size=8000,
)

_WRITTEN, _STRANGERS, _PRINTED, _SCRIBBLED = 80_000, 80_000, 15_000, 45_000
"""Digits and strangers drawn in code, printed letters and scribbles, beside the 60,000 digits of MNIST."""

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYabcdefhijkmnprtuvwxy&%@#$?!+=<>"
"""What is printed: not the letters that look like a digit in print."""


def gate_images(*, rng: np.random.Generator) -> ImageSet:
    """Return digits of class 0 and strangers of class 1."""
    train = load_mnist().train
    labels = rng.integers(0, 10, _WRITTEN).astype(np.uint8)
    # Few at a time, so that each is written anew.
    written = [write_digits(block, rng=rng) for block in np.array_split(labels, _WRITTEN // 200)]
    strangers = draw_strangers(_STRANGERS, train.images, train.labels, rng=rng)
    drawn = (_printed_letters(_PRINTED, rng), _scribbles(_SCRIBBLED, rng))
    images = np.concatenate([train.images, *written, strangers, *drawn])
    classes = np.full(len(images), STRANGER_CLASS, np.uint8)
    classes[: len(train) + _WRITTEN] = DIGIT_CLASS
    return ImageSet(images, classes)


def _printed_letters(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return letters in the font that Pillow brings along, thinner and bolder."""
    font = ImageFont.load_default(90)
    images = np.empty((count, 784), np.uint8)
    for row in range(count):
        sheet = Image.new("L", (168, 168))
        letter, bolder = _LETTERS[rng.integers(len(_LETTERS))], int(rng.integers(0, 5))
        ImageDraw.Draw(sheet).text((84, 84), letter, fill=255, font=font, anchor="mm", stroke_width=bolder)
        image = prepare_drawing(np.asarray(sheet))
        assert image is not None
        images[row] = (image * 255).round()
    return images


def _scribbles(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return broken and curved lines of many turns, to and fro over the sheet or wandering over it."""
    images = np.empty((count, 784), np.uint8)
    for row in range(count):
        corners = rng.uniform(-1, 1, (int(rng.integers(6, 26)), 2))
        if rng.random() < 0.5:
            corners = np.cumsum(rng.normal(size=corners.shape), axis=0)
        if rng.random() < 0.5:
            corners = CubicSpline(np.arange(len(corners)), corners)(np.linspace(0, len(corners) - 1, 150))
        path = 8 + 68 * (corners - corners.min(axis=0)) / np.ptp(corners, axis=0).max()
        sheet = Image.new("L", (84, 84))
        pen = int(rng.integers(3, 9))
        ImageDraw.Draw(sheet).line([tuple(point) for point in path], fill=255, width=pen, joint="curve")
        image = prepare_drawing(np.asarray(sheet))
        assert image is not None
        images[row] = (image * 255).round()
    return images


@click.command()
@click.option("--seed", default=0, show_default=True, help="Seed of everything random.")
@click.option("--save", "path", default=PATH, show_default=True, type=click.Path(path_type=Path, dir_okay=False))
def main(seed: int, path: Path) -> None:
    """Train the network that tells digits from strangers, and write it to its file."""
    trainer = Trainer(CONFIG)
    for event in trainer.fit(gate_images(rng=np.random.default_rng(seed))):
        if isinstance(event, EpochEnd):
            click.echo(f"epoch {event.epoch}/{CONFIG.epochs}  validation accuracy {event.validation_accuracy:.2%}")
    round_weights(trainer.network)
    save_network(trainer.network, path, metadata={"name": "Digits or strangers"}, dtype=STORED)


if __name__ == "__main__":
    main()
