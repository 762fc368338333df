"""`evaluate` and `predict`: use a saved network."""

import json
from pathlib import Path

import click
import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.drawing.ink import read_picture
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.errors import DrawingError
from mnist_core.files.network_file import load_network

NETWORK = click.argument("file", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


@click.command()
@NETWORK
@JSON
def evaluate(file: Path, *, as_json: bool) -> None:
    """Measure the network in FILE on the 10,000 test images."""
    from mnist_core.evaluation.intervals import wilson_interval
    from mnist_core.evaluation.report import evaluate as measure

    network = load_network(file)
    result = measure(network, load_mnist().test)
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


@click.command()
@NETWORK
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON
def predict(file: Path, images: tuple[Path, ...], *, as_json: bool) -> None:
    """Read the digit in each picture IMAGES... with the network in FILE."""
    network = load_network(file)
    pixels = [_read(path) for path in images]
    probabilities = network.predict_proba(np.stack(pixels))
    for path, row in zip(images, probabilities, strict=True):
        digit = int(row.argmax())
        if as_json:
            answer = {"image": str(path), "digit": digit, "probability": float(row[digit])}
            click.echo(json.dumps(answer | {"probabilities": [float(value) for value in row]}))
        else:
            click.echo(f"{path}: {digit} ({row[digit]:.1%})")


def _read(path: Path) -> np.ndarray:
    """Read a picture file as the network sees it, or raise."""
    try:
        prepared = prepare_drawing(read_picture(path.read_bytes()))
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror or error}") from error
    except DrawingError as error:
        raise click.ClickException(f"{path}: {error}") from error
    if prepared is None:
        raise click.ClickException(f"{path} shows no digit; draw one in dark ink on a light ground")
    return prepared


def _table(confusion: np.ndarray) -> str:
    """Write a confusion matrix as text."""
    lines = ["    " + "".join(f"{digit:>6}" for digit in range(10))]
    lines += [f"{digit:>4}" + "".join(f"{count:>6}" for count in row) for digit, row in enumerate(confusion)]
    return "\n".join(lines)
