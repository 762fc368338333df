"""`predict`: read digits in pictures, or in each line of a table."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from mnist_core.command_line.data import learned_from, reading_options, say
from mnist_core.data.framing import Framing
from mnist_core.data.image import DIGITS, PIXELS
from mnist_core.data.readers.signatures import PEEK, is_table
from mnist_core.data.readers.source import read_source
from mnist_core.drawing.number import read_number
from mnist_core.drawing.picture import read_picture
from mnist_core.drawing.segment import Box
from mnist_core.errors import DataError, DrawingError
from mnist_core.files.network_file import load_network, read_description
from mnist_core.nn.network import NeuralNetwork
from mnist_core.plain_text import one_line
from mnist_core.pretrained.gate import NOT_A_DIGIT, STRANGER, stranger_probability


@dataclass(frozen=True)
class Images:
    """The images of one file: a table's, or a picture's digits with their places in it."""

    path: Path
    pixels: NDArray[Any]
    is_table: bool
    boxes: Sequence[Box] = ()

    def names(self) -> Iterator[str]:
        """Yield what to call each image."""
        for row in range(1, len(self.pixels) + 1):
            yield f"{self.path}:{row}" if self.is_table else str(self.path)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@reading_options
@click.option("--probabilities", is_flag=True, help="Print CSV with the probability of each digit.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def predict(
    file: Path,
    images: tuple[Path, ...],
    label: str | None,
    turn: tuple[str, ...],
    *,
    probabilities: bool,
    as_json: bool,
) -> None:
    """Read the digit in each picture IMAGES... with the network in FILE, or the digits in tables of pixels.

    A picture of several digits is read as a number, from left to right, with a line for each of them; a letter or a
    scribble is named as no digit. A table, such as a CSV file, gives one digit a line. What cannot be read is named on
    stderr, and the exit status is then 2; the others are answered all the same.
    """
    network = load_network(file)
    framing = learned_from(read_description(file.read_bytes())).framing
    read, failed = [], False
    for path in images:
        try:
            read.append(_read(path, label, turn, network, framing))
        except (DataError, DrawingError) as error:
            click.echo(f"error: {one_line(str(error), 600)}", err=True)
            failed = True
    table = csv.writer(sys.stdout, lineterminator="\n")
    if probabilities and read and not as_json:
        table.writerow(["image", "digit", *(f"probability_{name}" for name in network.class_names)])
    for found in read:
        rows = network.predict_proba(found.pixels)
        judged = found.pixels.shape[1] == PIXELS and network.class_names == DIGITS and not found.is_table
        strangeness = stranger_probability(found.pixels) if judged else np.zeros(len(rows))
        strangers = strangeness >= STRANGER
        classes = network.class_names
        read_as = [classes[place] for place in rows.argmax(axis=1)]
        number = "".join("?" if stranger else text for text, stranger in zip(read_as, strangers, strict=True))
        several = not found.is_table and len(rows) > 1
        if several and not (as_json or probabilities):
            click.echo(f"{one_line(str(found.path))}: {number}")
        for place, (name, row) in enumerate(zip(found.names(), rows, strict=True)):
            answered = int(row.argmax())
            sure = float(row[answered] * (1 - strangeness[place]))
            digit: int | str = answered if classes == DIGITS else classes[answered]
            if as_json:
                answer: dict[str, Any] = {"image": name, "digit": digit, "probability": sure}
                if not found.is_table:
                    answer |= {"number": number, "box": found.boxes[place], "is_digit": not bool(strangers[place])}
                click.echo(json.dumps(answer | {"probabilities": [float(value) for value in row]}))
            elif probabilities:
                table.writerow([name, digit, *(f"{value:.6g}" for value in row)])
            elif strangers[place]:
                click.echo(f"{'  ?' if several else one_line(name)}: {NOT_A_DIGIT}, most like {digit}")
            elif several:
                click.echo(f"  {digit} ({sure:.1%})")
            else:
                click.echo(str(digit) if found.is_table else f"{one_line(name)}: {digit} ({sure:.1%})")
    if failed:
        sys.exit(2)


def _read(path: Path, label: str | None, turn: tuple[str, ...], network: NeuralNetwork, framing: Framing) -> Images:
    """Find the digits of a picture as the network sees them, or the images of a table, or raise."""
    try:
        if path.is_dir():
            table = True
        else:
            with open(path, "rb") as file:
                table = is_table(file.read(PEEK))
        if not table:
            readings = read_number(network, read_picture(path.read_bytes()), framing)
            if not readings:
                what = "digit" if network.class_names == DIGITS else "drawing"
                raise DrawingError(f"it shows no {what}; draw one in dark ink on a light ground")
            pixels = np.stack([reading.image for reading in readings])
            return Images(path, pixels, is_table=False, boxes=[reading.box for reading in readings])
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from None
    except DrawingError as error:
        raise DrawingError(f"{path}: {error}") from None
    reading = read_source(path, label=label, labelled=False, turn=turn)
    say(reading, path)
    return Images(path, reading.images, is_table=True)
