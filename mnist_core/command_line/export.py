"""`export` and `import`: a run leaves the run store as files that others can open, and comes back."""

from collections.abc import Callable
from pathlib import Path

import click

from mnist_core.command_line.options import write_command
from mnist_core.data.mnist import load_mnist
from mnist_core.export.onnx_model import onnx_bytes
from mnist_core.export.page.build import run_page
from mnist_core.export.report.build import report_bytes
from mnist_core.plain_text import one_line
from mnist_core.store.networks import network_facts
from mnist_core.store.store import RunStore

FILE = click.Path(path_type=Path, dir_okay=False)


def _onnx(store: RunStore, run_id: int) -> bytes:
    """Return a run's network as an ONNX model."""
    return onnx_bytes(store.networks.load(run_id), metadata=network_facts(store.runs.get(run_id)))


def _page(store: RunStore, run_id: int) -> bytes:
    """Return a run as a page that reads digits."""
    return run_page(store, run_id, load_mnist().test)


WRITERS: dict[str, Callable[[RunStore, int], bytes]] = {
    "html": _page,
    "onnx": _onnx,
    "bundle": lambda store, run_id: store.bundles.export(run_id),
    "network": lambda store, run_id: store.networks.export(run_id),
}
"""How each kind of file is made."""


@click.command()
@click.argument("run_ids", type=click.IntRange(0, 2**63 - 1), metavar="RUN...", nargs=-1, required=True)
@click.option("--html", type=FILE, help="A page that reads what is drawn on it, for any browser, without a network.")
@click.option("--report", type=FILE, help="Set-up, curves, matrix and mistakes as a page; of several runs, too.")
@click.option("--onnx", type=FILE, help="The network as an ONNX model, for other programs to run.")
@click.option("--bundle", type=FILE, help="The whole run as one file, which `import` brings into another store.")
@click.option("--network", type=FILE, help="The network as safetensors, which this program and PyTorch read.")
def export(run_ids: tuple[int, ...], report: Path | None, **files: Path | None) -> None:
    """Write what the run numbered RUN has become to files; 0 is the network that ships with the project."""
    wanted = {kind: path for kind, path in files.items() if path is not None}
    if not wanted and report is None:
        raise click.UsageError(f"say what to write: {', '.join(f'--{kind} FILE' for kind in ['report', *files])}")
    if wanted and len(run_ids) > 1:
        raise click.UsageError(f"--{next(iter(wanted))} is of one run, got {len(run_ids)}; only --report takes several")
    store = RunStore()
    made = {path: WRITERS[kind](store, run_ids[0]) for kind, path in wanted.items()}
    if report is not None:
        made[report] = report_bytes(store, run_ids, load_mnist().test, command=write_command)
    for path, data in made.items():
        try:
            path.write_bytes(data)
        except OSError as error:
            raise click.ClickException(f"{path} cannot be written: {error.strerror or error}") from error
        click.echo(f"{one_line(str(path))}: {len(data):,} bytes")


@click.command("import")
@click.argument("file", type=FILE)
def import_run(file: Path) -> None:
    """Add the run, the runs or the network in FILE; what it claims of its accuracy is measured anew."""
    for run in RunStore().bundles.import_file(file):
        accuracy = f", {run.test_accuracy:.2%} test accuracy" if run.test_accuracy is not None else ""
        click.echo(f"run {run.id}: {one_line(run.name)}{accuracy}")
