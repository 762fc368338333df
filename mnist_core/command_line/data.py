"""Files of images as options and arguments: how they are given, and what is said of them on stderr."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mnist_core.data.readers.load import load_data
from mnist_core.data.readers.orientation import TURNS
from mnist_core.data.readers.reading import LoadedData, Reading
from mnist_core.plain_text import one_line

Function = TypeVar("Function", bound=Callable[..., Any])


def reading_options(function: Function) -> Function:
    """Give a command the options that say how to read a file of images."""
    label = click.option("--label", metavar="NAME", help="Column of the label in a table: first, last or its name.")
    turn = click.option(
        "--turn", multiple=True, type=click.Choice(TURNS), help="Turn images that lie, or are dark on light."
    )
    return label(turn(function))


def load(path: Path, *, label: str | None, turn: tuple[str, ...], test: Path | None = None) -> LoadedData:
    """Load labelled images, and say on stderr what was passed over and what may be wrong."""
    data = load_data(path, label=label, turn=turn, test=test)
    say(data, path)
    return data


def say(read: LoadedData | Reading, path: Path) -> None:
    """Say on stderr what was passed over in a file and what may be wrong with it."""
    for note in read.notes:
        click.echo(one_line(f"{path}: {note}", 2000), err=True)
    for warning in read.warnings:
        click.echo(one_line(f"warning: {path}: {_as_option(warning)}", 2000), err=True)


def _as_option(sentence: str) -> str:
    """Write Python's arguments in a sentence as the command line's options."""
    for turn in TURNS:
        sentence = sentence.replace(f'turn="{turn}"', f"--turn {turn}")
    return sentence
