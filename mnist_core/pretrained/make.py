"""How the shipped network is made: the preset "robust", some minutes of training, weights rounded to 16 bits."""

import json
from pathlib import Path

import click
import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import save_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import PATH, PRESET
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer

STORED = "float16"


@click.command()
@click.option("--seed", default=0, show_default=True, help="Seed of everything random.")
@click.option("--save", "path", default=PATH, show_default=True, type=click.Path(path_type=Path, dir_okay=False))
def main(seed: int, path: Path) -> None:
    """Train the network that ships with the project, measure it on the test images, and write it to its file."""
    trainer = Trainer.from_preset(PRESET, seed=seed)
    mnist = load_mnist()
    for event in trainer.fit(mnist.train):
        if isinstance(event, EpochEnd):
            click.echo(f"epoch {event.epoch}/{trainer.config.epochs}  loss {event.train_loss:.4f}")
    round_weights(trainer.network)
    result = evaluate(trainer.network, mnist.test)
    save_network(trainer.network, path, metadata=facts(trainer.config, result.accuracy, result.loss), dtype=STORED)
    click.echo(f"test accuracy {result.accuracy:.2%}, test loss {result.loss:.4f}, {path.stat().st_size / 1e6:.2f} MB")


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
        "preset": PRESET,
        "seed": str(config.seed),
        "config": json.dumps(config.to_dict()),
        "test_accuracy": repr(test_accuracy),
        "test_loss": repr(test_loss),
    }
