"""`evaluate`: measure a saved network."""

import json
from pathlib import Path

import click
import numpy as np

from mnist_core.command_line.data import learned_from, load, named_data, reading_options
from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS
from mnist_core.data.mnist import load_mnist
from mnist_core.errors import DataError
from mnist_core.files.network_file import load_network, read_description


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("data", required=False, type=click.Path(path_type=Path))
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def evaluate(file: Path, data: Path | None, label: str | None, turn: tuple[str, ...], *, as_json: bool) -> None:
    """Measure the network in FILE on the test images of the data that it learned from, or on those of DATA.

    DATA is a file or folder, or a built-in data set such as small-digits. Where it brings images to learn from and
    others to test by, the network is measured by the latter.
    """
    from mnist_core.evaluation.intervals import wilson_interval
    from mnist_core.evaluation.report import evaluate as measure

    network = load_network(file)
    if data is None:
        images = own_test_images(file)
    elif not data.exists() and (named := named_data(str(data))) is not None:
        images = named[1].test
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
            "classes": list(result.class_names),
        }
        click.echo(json.dumps(summary))
        return
    click.echo(f"{network}")
    click.echo(f"test accuracy {result.accuracy:.2%} (95% interval {low:.2%} to {high:.2%}), loss {result.loss:.4f}")
    what = "digit" if result.class_names == DIGITS else "class"
    click.echo(f"\nrows: true {what}; columns: read as\n" + _table(result.confusion, result.class_names))


def own_test_images(file: Path) -> ImageSet:
    """Return the test images of the built-in data that a network learned from: MNIST's, unless its file says others."""
    description = read_description(file.read_bytes())
    data = learned_from(description)
    named = named_data(data.key)
    if named is None:
        if data.shows_digits:
            return load_mnist().test
        raise DataError(f"{file.name} learned from {data.name}, which is not here; give the file to measure it by")
    images: ImageSet = named[1].test
    return images


def _table(confusion: np.ndarray, names: tuple[str, ...]) -> str:
    """Write a confusion matrix as text."""
    first, other = max(4, *map(len, names)), max(6, *(len(name) + 1 for name in names))
    lines = [" " * first + "".join(f"{name:>{other}}" for name in names)]
    lines += [
        f"{name:>{first}}" + "".join(f"{count:>{other}}" for count in row)
        for name, row in zip(names, confusion, strict=True)
    ]
    return "\n".join(lines)
