"""How runs are named: in lists, on charts, in Markdown and as files."""

import re

from mnist_core.store.run import Run
from mnist_core.training.config import TrainingConfig
from mnist_core.training.setting_text import number_text, value_text
from pages.components.settings.controls import TITLES


def run_name(run: Run) -> str:
    """Name a run so that two of the same name stay apart."""
    return f"#{run.id} {run.name}" if run.source != "pretrained" else run.name


def run_label(run: Run) -> str:
    """Name a run and say what it is."""
    return f"{run_name(run)} · {short_description(run.config)}"


def short_description(config: TrainingConfig) -> str:
    """Say in one line what a configuration is, such as "256-128 · SGD 0.1 · batch 64"."""
    sizes = value_text(config.hidden_sizes) if config.hidden_sizes else "no hidden layer"
    return f"{sizes} · {TITLES[config.optimizer]} {number_text(config.learning_rate)} · batch {config.batch_size}"


def escaped(name: str) -> str:
    """Return a name so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$^])", r"\\\1", name)


def file_stem(run: Run) -> str:
    """Return a file name that says which run it is and works everywhere."""
    words = re.sub(r"[^a-z0-9]+", "-", run.name.lower()).strip("-")[:60].strip("-")
    return f"mnist-{run.id}-{words}" if words else f"mnist-{run.id}"
