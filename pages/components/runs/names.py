"""How runs are named: in lists, on charts and as files."""

import re
from collections.abc import Sequence

from mnist_core.plain_text import one_line
from mnist_core.store.run import Run
from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_text import number_text, value_text
from pages.components.settings.controls import TITLES
from pages.components.shown_text import as_markdown
from pages.components.visitor import current_visitor

NAME_LENGTH = 48
"""Characters of a name that lists and charts show; the table of runs and Rename show all."""

NAMED = 12
"""How many runs are named by their numbers before they are deleted."""


def shown_name(run: Run) -> str:
    """Return a run's name, short enough for a line of a legend or a heading."""
    return one_line(run.name, NAME_LENGTH)


def run_name(run: Run) -> str:
    """Name a run so that two of the same name stay apart, and say whose it is where it is not one's own."""
    if run.source == "pretrained":
        return run.name
    visitor = current_visitor()
    is_anothers = run.visitor is not None and (visitor is None or visitor.name != run.visitor)
    return f"#{run.id} {shown_name(run)} ({run.visitor})" if is_anothers else f"#{run.id} {shown_name(run)}"


def run_label(run: Run) -> str:
    """Name a run and say what it is."""
    return f"{run_name(run)} · {short_description(run.config)}"


def short_description(config: TrainingConfig) -> str:
    """Say in one line what a configuration is, such as "256-128 · SGD 0.1 · batch 64"."""
    sizes = value_text(config.hidden_sizes) if config.hidden_sizes else "no hidden layer"
    return f"{sizes} · {TITLES[config.optimizer]} {number_text(config.learning_rate)} · batch {config.batch_size}"


def file_stem(run: Run) -> str:
    """Return a file name that says which run it is and works everywhere."""
    words = re.sub(r"[^a-z0-9]+", "-", run.name.lower()).strip("-")[:60].strip("-")
    return f"mnist-{run.id}-{words}" if words else f"mnist-{run.id}"


def names(runs: Sequence[Run]) -> str:
    """Name one run, or give the numbers of several, in Markdown."""
    if len(runs) == 1:
        return f"#{runs[0].id} **{as_markdown(shown_name(runs[0]))}**"
    numbers = [f"#{run.id}" for run in runs[:NAMED]]
    rest = f" and {len(runs) - NAMED} more" if len(runs) > NAMED else ""
    return f"**{counted(runs)}** ({', '.join(numbers)}{rest})"


def counted(runs: Sequence[Run]) -> str:
    """Say how many runs they are."""
    return "1 run" if len(runs) == 1 else f"{len(runs)} runs"
