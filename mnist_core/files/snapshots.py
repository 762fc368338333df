"""Snapshots: what a network was at moments of its training, so that one can go back in time and look.

Each is a small network file of its own, beside the run's checkpoints, so one that is damaged takes no other with it.
Weights are kept in float16, three digits, which is all that looking needs; training never reads them. Most is learnt
early, so moments lie close together at the beginning: the start, steps 1, 2, 4, 8, ... of the first epoch, then the
end of every epoch. When there are more than may be kept, those go first that follow closest upon another, time being
counted by its logarithm.
"""

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from mnist_core.errors import NetworkFileError
from mnist_core.files.network_file import load_network, network_bytes
from mnist_core.nn.network import NeuralNetwork

MAX_SNAPSHOTS = 60
MAX_BYTES = 200_000_000
"""Room for one run's snapshots: of a network of more than 1.7 million weights fewer than 60 are kept."""

LEAST_SNAPSHOTS = 8
FOLDER = "snapshots"
"""Where in a run's folder they lie."""

LARGEST_HALF = 60_000.0
"""Weights larger than float16 goes are kept in the network's own type."""


def is_moment(step: int, steps_per_epoch: int) -> bool:
    """Tell whether a snapshot is due after this many steps."""
    is_power_of_two = step & (step - 1) == 0  # 0 too
    return step % steps_per_epoch == 0 or (is_power_of_two and step < steps_per_epoch)


def save_snapshot(folder: Path, step: int, network: NeuralNetwork) -> Path:
    """Write a snapshot into a run's folder and remove those for which there is no room.

    Parameters
    ----------
    folder : Path
    step : int, >= 0
        Updates made so far.
    network : NeuralNetwork

    Raises
    ------
    NetworkFileError
        If the disk is full or the folder cannot be written.
    """
    fits = np.abs(network.parameters).max() < LARGEST_HALF and np.abs(network.state).max(initial=0) < LARGEST_HALF
    data = network_bytes(network, metadata={"step": str(step)}, dtype="float16" if fits else None)
    path = snapshot_path(folder, step)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(data)  # renamed, so never seen half written; not flushed, for it may be lost
        temporary.replace(path)
        steps = snapshot_steps(folder)
        for gone in set(steps) - set(thinned(steps, room_for(len(data)))):
            snapshot_path(folder, gone).unlink(missing_ok=True)
    except OSError as error:
        raise NetworkFileError(
            f"the snapshot at step {step} cannot be written to {folder}: {error.strerror or error}"
        ) from error
    return path


def load_snapshot(folder: Path, step: int) -> NeuralNetwork:
    """Read the network of one moment.

    Raises
    ------
    NetworkFileError
        If there is none of this step, or it is damaged; the message is one sentence.
    """
    path = snapshot_path(folder, step)
    if not path.exists():
        raise NetworkFileError(f"no snapshot of step {step} is kept; choose another moment")
    try:
        return load_network(path)
    except NetworkFileError as error:
        raise NetworkFileError(f"the snapshot of step {step} is damaged; choose another moment") from error


def snapshot_steps(folder: Path) -> list[int]:
    """Return the steps of which a run has a snapshot, in order."""
    paths = (folder / FOLDER).glob("step-" + "[0-9]" * 9 + ".safetensors")
    return sorted(int(path.stem.removeprefix("step-")) for path in paths)


def drop_snapshots_after(folder: Path, step: int) -> None:
    """Remove the snapshots of steps that a crash undid; training comes by them again."""
    for later in snapshot_steps(folder):
        if later > step:
            snapshot_path(folder, later).unlink(missing_ok=True)


def room_for(size: int) -> int:
    """Return how many snapshots of this size, bytes, are kept of a run."""
    return min(MAX_SNAPSHOTS, max(LEAST_SNAPSHOTS, MAX_BYTES // size))


def thinned(steps: Iterable[int], room: int) -> list[int]:
    """Return at most `room` >= 2 of the steps, first and last among them, most evenly spaced by their logarithm."""
    kept = sorted(steps)
    while len(kept) > room:
        times = [math.log1p(step) for step in kept]
        gaps = [after - before for before, after in zip(times[:-2], times[2:], strict=True)]
        del kept[1 + gaps.index(min(gaps))]
    return kept


def snapshot_path(folder: Path, step: int) -> Path:
    """Return where the snapshot of a step lies."""
    return folder / FOLDER / f"step-{step:09d}.safetensors"
