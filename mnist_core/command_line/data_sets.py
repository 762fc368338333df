"""`data`: look at the data sets that networks can learn from, add one, remove one."""

import json
from pathlib import Path

import click

from mnist_core.command_line.data import load, reading_options
from mnist_core.data.reference import BUILT_IN
from mnist_core.errors import DataError
from mnist_core.plain_text import one_line
from mnist_core.store.data_sets import stage, with_test
from mnist_core.store.store import RunStore


@click.group()
def data() -> None:
    """List the data sets to learn from, add one, remove one."""


@data.command("list")
def list_data() -> None:
    """Show every data set and its key, by which `--data` knows it."""
    for reference in RunStore().data.all():
        side, classes = reference.image_side, len(reference.class_names)
        counts = f"{reference.train_images:,} + {reference.test_images:,} images"
        click.echo(f"{reference.key:<18} {counts}, {side} × {side}, {classes} classes  {one_line(reference.name)}")


@data.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call it; by default as the file is called.")
@click.option("--into", type=click.Path(path_type=Path), help="Only write what was read to this file, and add nothing.")
@click.option("--progress", is_flag=True, help="Print the share that was read, one number a line, on the way.")
@reading_options
def add(file: Path, name: str, into: Path | None, label: str | None, turn: tuple[str, ...], *, progress: bool) -> None:
    """Add the images of FILE, a table, an archive or a folder."""
    loaded = load(file, label=label, turn=turn, progress=_print_share if progress else None)
    whole, note = with_test(loaded)
    notes = [*loaded.notes, *([note] if note else [])]
    about = {"account": loaded.account, "notes": notes, "warnings": list(loaded.warnings)}
    called = name or loaded.account.get("data") or file.name
    if into is not None:
        click.echo(json.dumps(stage(whole, called, into, about).to_dict()))
        return
    reference = RunStore().data.add(whole, called, about)
    click.echo(f"{reference.key} is added: {one_line(reference.name)}")


def _print_share(share: float) -> None:
    """Print how much was read, at once."""
    print(f"{share:.2f}", flush=True)


@data.command()
@click.argument("key")
def remove(key: str) -> None:
    """Remove the data set of this KEY; runs that learned from it stay."""
    data_sets = RunStore().data
    if key in BUILT_IN:
        raise DataError(f"{key} is part of this program and stays")
    if not data_sets.has(key):
        raise DataError(f"there is no data set {one_line(key)!r}; `data list` shows those that there are")
    data_sets.remove(key)
    click.echo(f"{one_line(key)} is removed")
