"""Data as options and arguments: how they are given, and what is said of them on stderr."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mnist_core.data.built_in import load_built_in
from mnist_core.data.dataset import ImageSet
from mnist_core.data.readers.load import load_data
from mnist_core.data.readers.orientation import TURNS
from mnist_core.data.readers.progress import Tell
from mnist_core.data.readers.reading import LoadedData, Reading
from mnist_core.data.reference import BUILT_IN, DataReference, checked_reference, describe_data
from mnist_core.errors import MnistCoreError
from mnist_core.files.network_file import NetworkDescription, network_data
from mnist_core.plain_text import one_line

Function = TypeVar("Function", bound=Callable[..., Any])


def reading_options(function: Function) -> Function:
    """Give a command the options that say how to read a file of images."""
    label = click.option("--label", metavar="NAME", help="Column of the label in a table: first, last or its name.")
    turn = click.option(
        "--turn", multiple=True, type=click.Choice(TURNS), help="Turn images that lie, or are dark on light."
    )
    return label(turn(function))


def load(
    path: Path,
    *,
    label: str | None,
    turn: tuple[str, ...],
    test: Path | None = None,
    progress: Tell | None = None,
) -> LoadedData:
    """Load labelled images, and say on stderr what was passed over and what may be wrong."""
    data = load_data(path, label=label, turn=turn, test=test, progress=progress)
    say(data, path)
    return data


def load_named(
    data: str, *, label: str | None, turn: tuple[str, ...], test: Path | None = None
) -> tuple[DataReference, ImageSet, ImageSet | None]:
    """Load what `--data` names: a built-in data set, one that was added in the dashboard, or a file or folder.

    Returns
    -------
    reference : DataReference
    train : ImageSet
    test : ImageSet or None
        Those of `test` where it is given.
    """
    known = None if Path(data).exists() else named_data(data)
    if known is None:
        loaded = load(Path(data), label=label, turn=turn, test=test)
        name = loaded.account.get("data", Path(data).name)
        return describe_data(loaded.train, name=name), loaded.train, loaded.test
    reference, whole = known
    beside = load(test, label=label, turn=turn).train if test is not None else whole.test
    return reference, whole.train, beside


def named_data(name: str) -> Any:
    """Return the reference and the images of a data set that is built in or was added in the dashboard, or None."""
    if name in BUILT_IN:
        return BUILT_IN[name], load_built_in(name)
    if not name.isalnum():
        return None
    from mnist_core.store.store import RunStore

    store = RunStore()
    reference = store.data.find(name)
    return None if reference is None else (reference, store.data.load(reference))


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


def learned_from(description: NetworkDescription) -> DataReference:
    """Return which data a network learned from, as its file claims, else of which form they were."""
    layers = description.architecture
    form = network_data(*(layers.get(name) for name in ("layer_sizes", "class_names")))
    try:
        data = checked_reference(json.loads(description.metadata["config"])["data"])
    except (KeyError, ValueError, TypeError, RecursionError, MnistCoreError):
        return form
    return data if (data.image_side, data.class_names) == (form.image_side, form.class_names) else form
