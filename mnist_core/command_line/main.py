"""The command `python -m mnist_core` as a whole, and how it says that something went wrong.

Results go to stdout, as text or (`--json`) as one JSON object a line; progress goes to stderr. Bad input gives one
line on stderr and exit status 2.
"""

import sys

import click

from mnist_core.command_line.cluster import cluster
from mnist_core.command_line.data_sets import data
from mnist_core.command_line.export import export, import_run
from mnist_core.command_line.measure import evaluate
from mnist_core.command_line.predict import predict
from mnist_core.command_line.runs import runs
from mnist_core.command_line.train import train
from mnist_core.command_line.tune import tune
from mnist_core.errors import MnistCoreError
from mnist_core.plain_text import one_line

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def command_line() -> None:
    """Train a network written from scratch in NumPy to read handwritten digits, and use it."""


for command in (train, tune, evaluate, predict, runs, cluster, data, export, import_run):
    command_line.add_command(command)


def main() -> None:
    """Run the command line and leave with its exit status: 0, 2 for bad input, or 130 when interrupted.

    Where the reader, such as `head`, has seen enough, Click leaves without a word and with status 1.
    """
    try:
        sys.exit(command_line.main(prog_name="python -m mnist_core", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _refuse(error.format_message())
    except MnistCoreError as error:
        _refuse(str(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)


def _refuse(message: str) -> None:
    """Say in one line what was wrong, and leave."""
    click.echo(f"error: {one_line(message, 600)}", err=True)
    sys.exit(2)
