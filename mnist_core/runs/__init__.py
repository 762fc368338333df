"""What lasts: the run store, the worker that trains for it, checkpoints and network files."""

from mnist_core.runs.grid import grid
from mnist_core.runs.network_file import load_network, read_network, save_network
from mnist_core.runs.run import Run, RunStatus
from mnist_core.runs.step_series import StepSeries
from mnist_core.runs.store import RunStore

__all__ = ["Run", "RunStatus", "RunStore", "StepSeries", "grid", "load_network", "read_network", "save_network"]
