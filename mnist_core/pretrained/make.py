"""How the shipped network is made, in a quarter of an hour.

Two networks that are too large to ship learn from varied images and digits drawn in code; a third, as wide as two
megabytes allow, learns from their answers, and its weights are rounded to 16 bits.
"""

import json
from pathlib import Path

import click
import numpy as np

from mnist_core.data.augmentation import Augmentation
from mnist_core.data.dataset import ImageSet
from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import save_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import PATH
from mnist_core.training.config import TrainingConfig
from mnist_core.training.distillation import DistillationUpdate
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer

STORED = "float16"
TEACHERS = 2
TEACHER = TrainingConfig(
    hidden_sizes=(1280, 640),
    batch_norm=True,
    batch_size=128,
    learning_rate=0.002,
    epochs=36,
    optimizer="adamw",
    weight_decay=0.01,
    schedule="one_cycle",
    warmup=0.2,
    initializer="he_uniform",
    label_smoothing=0.02,
    weight_average=0.999,
    augmentation=Augmentation(shift=1, rotation=10, scale=0.12, shear=0.15, elastic=1.3, thickness=1, handwriting=0.4),
)
STUDENT = TEACHER.with_changes(hidden_sizes=(800, 416), epochs=60, label_smoothing=0.0)


@click.command()
@click.option("--seed", default=0, show_default=True, help="Seed of everything random.")
@click.option("--save", "path", default=PATH, show_default=True, type=click.Path(path_type=Path, dir_okay=False))
def main(seed: int, path: Path) -> None:
    """Train the network that ships with the project, measure it on the test images, and write it to its file."""
    mnist = load_mnist()
    teachers = []
    for number in range(1, TEACHERS + 1):
        teacher = Trainer(TEACHER.with_changes(seed=seed + number))
        _train(teacher, mnist.train, f"teacher {number}")
        teachers.append(teacher.network)
    config = STUDENT.with_changes(seed=seed)
    trainer = Trainer(config, update=DistillationUpdate(config, teachers))
    _train(trainer, mnist.train, "student")
    round_weights(trainer.network)
    result = evaluate(trainer.network, mnist.test)
    save_network(trainer.network, path, metadata=facts(trainer.config, result.accuracy, result.loss), dtype=STORED)
    click.echo(f"test accuracy {result.accuracy:.2%}, test loss {result.loss:.4f}, {path.stat().st_size / 1e6:.2f} MB")


def _train(trainer: Trainer, images: ImageSet, name: str) -> None:
    for event in trainer.fit(images):
        if isinstance(event, EpochEnd):
            told = f"{name}, epoch {event.epoch}/{trainer.config.epochs}  "
            click.echo(f"{told}loss {event.train_loss:.4f}  validation accuracy {event.validation_accuracy:.2%}")


def round_weights(network: NeuralNetwork) -> None:
    """Round every number of a network to what its file will hold, so that what is measured is what ships."""
    for values in (network.parameters, network.state):
        values[...] = values.astype(STORED)
        if not np.isfinite(values).all():
            raise OverflowError(f"a weight does not fit into {STORED}")


def facts(config: TrainingConfig, test_accuracy: float, test_loss: float) -> dict[str, str]:
    """Return what the file says of the network."""
    return {
        "name": "Pretrained network",
        "seed": str(config.seed),
        "config": json.dumps(config.to_dict()),
        "test_accuracy": repr(test_accuracy),
        "test_loss": repr(test_loss),
    }
