"""`evaluate`: measure a saved network."""

import json
from pathlib import Path

import click
import numpy as np

from mnist_core.command_line.data import load, reading_options
from mnist_core.data.mnist import load_mnist
from mnist_core.files.network_file import load_network


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("data", required=False, type=click.Path(path_type=Path))
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def evaluate(file: Path, data: Path | None, label: str | None, turn: tuple[str, ...], *, as_json: bool) -> None:
    """Measure the network in FILE on the 10,000 test images, or on those in the file or folder DATA.

    Where DATA brings images to learn from and others to test by, it is measured by the latter.
    """
    from mnist_core.evaluation.intervals import wilson_interval
    from mnist_core.evaluation.report import evaluate as measure

    network = load_network(file)
    if data is None:
        images = load_mnist().test
    else:
        loaded = load(data, label=label, turn=turn)
        images = loaded.test or loaded.train
    result = measure(network, images)
    low, high = wilson_interval(int(result.correct.sum()), len(result.labels))
    if as_json:
        summary = {
            "type": "summary",
            "test_accuracy": result.accuracy,
            "test_accuracy_interval": [low, high],
            "test_loss": result.loss,
            "images": len(result.labels),
            "confusion": result.confusion.tolist(),
        }
        click.echo(json.dumps(summary))
        return
    click.echo(f"{network}")
    click.echo(f"test accuracy {result.accuracy:.2%} (95 % interval {low:.2%} to {high:.2%}), loss {result.loss:.4f}")
    click.echo("\nrows: true digit; columns: read as\n" + _table(result.confusion))


def _table(confusion: np.ndarray) -> str:
    """Write a confusion matrix as text."""
    lines = ["    " + "".join(f"{digit:>6}" for digit in range(10))]
    lines += [f"{digit:>4}" + "".join(f"{count:>6}" for count in row) for digit, row in enumerate(confusion)]
    return "\n".join(lines)
