"""Checkpoints: the whole state of a training, on the disk, at a step.

One safetensors file holds the trainer's state and the network that would be kept if training stopped there, with a
checksum over all of it. It is written beside its predecessor and renamed, so that a crash at any moment leaves the
last one whole; should a disk damage it all the same, the one before is used.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError

from mnist_core.errors import CheckpointError, MnistCoreError
from mnist_core.files.durable import write_durably
from mnist_core.files.network_file import network_tensors
from mnist_core.files.owner import OWNER
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.events import EpochEnd

FORMAT = "mnist-checkpoint-1"
STATE = "state/"
NETWORK = "network/"

KEPT_CHECKPOINTS = 2
"""How many of a run's last checkpoints stay on the disk."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A training at one step.

    Attributes
    ----------
    epoch, step : int
        Where it stands.
    state : dict of str to ndarray or JSON value
        What `Trainer.load_state` takes.
    network : NeuralNetwork
        What would be kept if training stopped here.
    epochs : tuple of EpochEnd
        Those that it has been through, so that a record which lost some can be made whole.
    run : str
        The identity of the run that it belongs to.
    """

    epoch: int
    step: int
    state: dict[str, Any]
    network: NeuralNetwork
    epochs: tuple[EpochEnd, ...] = ()
    run: str = ""


def save_checkpoint(folder: Path, checkpoint: Checkpoint, *, still_wanted: Callable[[], object] = bool) -> Path:
    """Write a checkpoint into a run's folder and remove all but the last two.

    What `still_wanted` raises, just before the file takes its place, prevents that.

    Raises
    ------
    CheckpointError
        If the disk is full or the folder cannot be written; earlier checkpoints are untouched.
    """
    arrays, values = {}, {}
    for name, value in checkpoint.state.items():
        if isinstance(value, np.ndarray):
            arrays[STATE + name] = np.ascontiguousarray(value)
        else:
            values[name] = value
    for name, array in network_tensors(checkpoint.network).items():
        arrays[NETWORK + name] = np.ascontiguousarray(array)
    facts = {
        "format": FORMAT,
        "epoch": str(checkpoint.epoch),
        "step": str(checkpoint.step),
        "state": json.dumps(values),
        "architecture": json.dumps(checkpoint.network.describe()),
        "epochs": json.dumps([astuple(item) for item in checkpoint.epochs]),
        OWNER: checkpoint.run,
    }
    facts["checksum"] = _checksum(arrays, facts)
    path = checkpoint_path(folder, checkpoint.step)
    try:
        write_durably(
            path,
            lambda temporary: safetensors.numpy.save_file(arrays, temporary, metadata=facts),
            still_wanted=still_wanted,
        )
        for old in checkpoint_paths(folder)[:-KEPT_CHECKPOINTS]:
            old.unlink(missing_ok=True)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CheckpointError(
            f"the checkpoint at step {checkpoint.step} cannot be written to {folder}: {reason}"
        ) from error
    return path


def load_checkpoint(path: Path) -> Checkpoint:
    """Read one checkpoint.

    Raises
    ------
    CheckpointError
        If the file is damaged or absent.
    """
    try:
        data = path.read_bytes()
        arrays = safetensors.numpy.load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        facts = header["__metadata__"]
        checksum = facts.pop("checksum")
        if facts["format"] != FORMAT or checksum != _checksum(arrays, facts):
            raise ValueError("its contents do not match their checksum")
        network = NeuralNetwork.from_description(json.loads(facts["architecture"]))
        for name, target in network_tensors(network).items():
            target[...] = arrays[NETWORK + name]
        state = {name[len(STATE) :]: array for name, array in arrays.items() if name.startswith(STATE)}
        state |= json.loads(facts["state"])
        epochs = tuple(EpochEnd(*values) for values in json.loads(facts.get("epochs", "[]")))
        return Checkpoint(int(facts["epoch"]), int(facts["step"]), state, network, epochs, facts.get(OWNER, ""))
    except OSError as error:
        raise CheckpointError(f"the checkpoint {path.name} cannot be read: {error.strerror or error}") from error
    except (SafetensorError, MnistCoreError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"the checkpoint {path.name} is damaged: {error}") from error


def latest_checkpoint(folder: Path) -> tuple[Checkpoint | None, str]:
    """Return a run's last whole checkpoint, and a sentence about those that had to be skipped, else "".

    Raises
    ------
    CheckpointError
        If there are checkpoints but none of them is whole.
    """
    damaged: list[str] = []
    for path in reversed(checkpoint_paths(folder)):
        try:
            checkpoint = load_checkpoint(path)
        except CheckpointError as error:
            damaged.append(str(error))
            continue
        skipped = f"{damaged[0]}; the one before it, of epoch {checkpoint.epoch}, is used" if damaged else ""
        return checkpoint, skipped
    if damaged:
        raise CheckpointError(
            f"{damaged[0]}, and no earlier one is whole; put a copy of {folder} back and resume, or start the run again"
        )
    return None, ""


def checkpoint_paths(folder: Path) -> list[Path]:
    """Return a run's checkpoint files, oldest first."""
    return sorted(folder.glob("step-" + "[0-9]" * 9 + ".safetensors"))


def remove_checkpoints(folder: Path, *, but_step: int | None = None) -> None:
    """Remove the training states of a run that has finished, except one."""
    for path in checkpoint_paths(folder):
        if but_step is None or path != checkpoint_path(folder, but_step):
            path.unlink(missing_ok=True)


def checkpoint_path(folder: Path, step: int) -> Path:
    """Return where the checkpoint of a step lies."""
    return folder / f"step-{step:09d}.safetensors"


def _checksum(arrays: Mapping[str, np.ndarray], facts: Mapping[str, str]) -> str:
    """Return a CRC-32 over every name, type, shape and byte; it guards against damage, not against malice."""
    checksum = zlib.crc32(json.dumps(dict(sorted(facts.items()))).encode())
    for name in sorted(arrays):
        array = arrays[name]
        checksum = zlib.crc32(f"{name} {array.dtype.str} {array.shape}".encode(), checksum)
        checksum = zlib.crc32(array.data, checksum)
    return f"{checksum:08x}"
