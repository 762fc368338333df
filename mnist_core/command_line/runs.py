"""`runs`: look at the run store and tell its runs what to do."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from mnist_core.command_line.data import load, reading_options
from mnist_core.command_line.options import config_options, read_config
from mnist_core.plain_text import one_line
from mnist_core.store.data_sets import with_test
from mnist_core.store.records import findings_of
from mnist_core.store.run import Run
from mnist_core.store.store import RunStore
from mnist_core.training.doctor.diagnose import sentence as diagnosis
from mnist_core.training.training_set import suited

RUN_ID = click.argument("run_id", type=click.IntRange(0, 2**63 - 1), metavar="ID")  # as far as databases count


@click.group()
def runs() -> None:
    """List the runs of the dashboard and tell them what to do."""


@runs.command("list")
@click.option("--deleted", is_flag=True, help="Also show deleted runs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_runs(*, deleted: bool, as_json: bool) -> None:
    """Show every run, newest first."""
    store = RunStore()
    store.workers.recover()
    found = store.runs.all(include_deleted=deleted)
    for sentence in store.runs.unreadable():
        click.echo(f"warning: {one_line(sentence)}", err=True)
    for run in found:
        click.echo(json.dumps(asdict(run) | {"config": run.config.to_dict()}) if as_json else _line(run))
    if not found and not as_json:
        click.echo("There are no runs yet; `python -m mnist_core runs start` begins one.")


@runs.command()
@config_options
@click.option("--name", default="", help="What to call the run.")
@click.option("--data", metavar="DATA", help="Learn from small-digits, from added data by their key, or from a file.")
@reading_options
def start(
    preset: str | None, name: str, data: str | None, label: str | None, turn: tuple[str, ...], **values: object
) -> None:
    """Queue a run; it trains in the background, and the dashboard shows it."""
    store = RunStore()
    config = read_config(preset, values)
    if data is not None:
        reference = store.data.find(data)
        if reference is None:
            whole, note = with_test(load(Path(data), label=label, turn=turn))
            reference = store.data.add(whole, Path(data).name)
            click.echo(f"{data}: {note}" if note else f"{data} was added", err=True)
        asked = values.get("validation_size")
        config = suited(config, reference)
        config = config if asked is None else config.with_changes(validation_size=asked)
    run = store.runs.create(config, name=name, preset=preset or "")
    store.workers.ensure()
    click.echo(f"run {run.id} is queued: {one_line(run.name)}")


@runs.command()
@RUN_ID
def pause(run_id: int) -> None:
    """Pause a run."""
    RunStore().queue.command(run_id, "pause")
    click.echo(f"run {run_id} is asked to pause")


@runs.command()
@RUN_ID
def stop(run_id: int) -> None:
    """Stop a run and keep what it has learned."""
    RunStore().queue.command(run_id, "stop")
    click.echo(f"run {run_id} is asked to stop")


@runs.command()
@RUN_ID
def resume(run_id: int) -> None:
    """Let a paused, stopped or interrupted run go on."""
    store = RunStore()
    store.workers.recover()
    store.queue.command(run_id, "resume")
    store.workers.ensure()
    click.echo(f"run {run_id} goes on")


@runs.command("continue")
@RUN_ID
@click.option("--epochs", type=click.IntRange(1), default=5, show_default=True, help="How many more.")
def continue_(run_id: int, epochs: int) -> None:
    """Train a finished run for more epochs, as a run of its own."""
    store = RunStore()
    offer = store.continuations.offer(store.runs.get(run_id), epochs)
    run = store.continuations.start(run_id, epochs)
    store.workers.ensure()
    click.echo(f"run {run.id} is queued: {one_line(run.name)}")
    click.echo(offer.said, err=True)


@runs.command()
@RUN_ID
def delete(run_id: int) -> None:
    """Hide a run; `restore` brings it back for some days."""
    RunStore().runs.delete(run_id)
    click.echo(f"run {run_id} is deleted; `runs restore {run_id}` brings it back")


@runs.command()
@RUN_ID
def restore(run_id: int) -> None:
    """Bring a deleted run back."""
    RunStore().runs.restore(run_id)
    click.echo(f"run {run_id} is back")


@runs.command()
@RUN_ID
def diagnose(run_id: int) -> None:
    """Say what is wrong with a run that is over, and what to try."""
    store = RunStore()
    run = store.runs.get(run_id)
    if not run.status.is_over:
        raise click.ClickException(f"run {run_id} is {run.status}; ask again once it is over")
    click.echo(diagnosis(findings_of(store.history, run)) or "Nothing is wrong by any of the rules.")


@runs.command()
@RUN_ID
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(run_id: int, file: Path) -> None:
    """Write a run's network to FILE, in the safetensors format."""
    data = RunStore().networks.export(run_id)
    try:
        file.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror or error}") from error
    click.echo(f"{one_line(str(file))}: {len(data):,} bytes")


def _line(run: Run) -> str:
    """Write a run for a person."""
    accuracy = run.test_accuracy if run.test_accuracy is not None else run.validation_accuracy
    kind = "test" if run.test_accuracy is not None else "validation"
    measured = f"{kind} accuracy {accuracy:.2%}" if accuracy is not None else ""
    parts = [f"{run.id:>5}", f"{run.status:<11}", f"epoch {run.epoch}/{run.config.epochs}", measured]
    words = [run.name, f"({run.visitor})" if run.visitor else "", run.message]
    return "  ".join(part for part in [*parts, *map(one_line, words)] if part)
