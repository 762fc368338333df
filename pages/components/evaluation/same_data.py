"""The runs that can be put beside one another here: those whose networks read MNIST's digits."""

from mnist_core.data.reference import MNIST
from mnist_core.store.run import Run
from pages.components.runs.network_picker import runs_with_network


def runs_of_digits() -> list[Run]:
    """Return every run with a network for MNIST, newest first, the shipped one last."""
    return [run for run in runs_with_network() if run.config.data.key == MNIST.key]
