import errno
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.errors import CheckpointError
from mnist_core.files import durable
from mnist_core.files.checkpoint import (
    Checkpoint,
    checkpoint_paths,
    latest_checkpoint,
    load_checkpoint,
    remove_checkpoints,
    save_checkpoint,
)
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.events import EpochEnd


def make(network: NeuralNetwork, step: int) -> Checkpoint:
    """A checkpoint that can be told from others by its step."""
    state = {
        "network.parameters": np.full(5, step, np.float32),
        "empty": np.zeros(0, np.float32),
        "progress": {"epoch": step // 10, "rng": {"state": 2**127 + step, "inc": 3}, "best": None, "seconds": 0.1},
    }
    return Checkpoint(step // 10, step, state, network)


def test_state_comes_back_equal(tmp_path: Path, rng_network: NeuralNetwork) -> None:
    saved = make(rng_network, 10)
    loaded = load_checkpoint(save_checkpoint(tmp_path, saved))
    assert (loaded.epoch, loaded.step) == (1, 10)
    assert loaded.state.keys() == saved.state.keys()
    assert loaded.state["progress"] == saved.state["progress"]
    assert loaded.state["network.parameters"].tobytes() == saved.state["network.parameters"].tobytes()
    assert loaded.network.parameters.tobytes() == rng_network.parameters.tobytes()
    assert loaded.network.state.tobytes() == rng_network.state.tobytes()


def test_last_two_are_kept(tmp_path: Path, rng_network: NeuralNetwork) -> None:
    for step in (10, 20, 30):
        save_checkpoint(tmp_path, make(rng_network, step))
    assert [path.name for path in checkpoint_paths(tmp_path)] == [
        "step-000000020.safetensors",
        "step-000000030.safetensors",
    ]
    remove_checkpoints(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_checkpoint_is_none(tmp_path: Path) -> None:
    assert latest_checkpoint(tmp_path) == (None, "")
    assert latest_checkpoint(tmp_path / "absent") == (None, "")


def test_it_names_its_run_and_keeps_its_epochs(tmp_path: Path, rng_network: NeuralNetwork) -> None:
    epochs = (EpochEnd(1, 10, 2.1, 0.2, None, None, 0.1, 200, 0.5, False),)
    save_checkpoint(tmp_path, replace(make(rng_network, 10), epochs=epochs, run="abc"))
    found, _ = latest_checkpoint(tmp_path)
    assert found is not None and (found.epochs, found.run) == (epochs, "abc")


def test_checkpoint_that_is_no_longer_wanted_does_not_take_its_place(
    tmp_path: Path, rng_network: NeuralNetwork
) -> None:
    def refuse() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        save_checkpoint(tmp_path, make(rng_network, 10), still_wanted=refuse)
    assert list(tmp_path.iterdir()) == []


def test_frozen_write_cannot_end_after_its_temporary_file_was_swept(tmp_path: Path, rng_network: NeuralNetwork) -> None:
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_checkpoint(tmp_path, make(rng_network, 10), still_wanted=lambda: durable.remove_leftovers(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "text"])
def test_damaged_checkpoint_falls_back_to_the_one_before(
    tmp_path: Path, rng_network: NeuralNetwork, damage: str
) -> None:
    for step in (10, 20):
        path = save_checkpoint(tmp_path, make(rng_network, step))
    data = bytearray(path.read_bytes())
    if damage == "flip":
        data[-7] ^= 1
    damaged = {"truncate": data[:-9], "flip": data, "empty": b"", "text": b"<html>"}[damage]
    path.write_bytes(damaged)
    found, message = latest_checkpoint(tmp_path)
    assert found is not None and found.step == 10
    assert "step-000000020.safetensors is damaged" in message and "of epoch 1, is used" in message
    checkpoint_paths(tmp_path)[0].write_bytes(b"")
    with pytest.raises(CheckpointError, match="no earlier one is whole"):
        latest_checkpoint(tmp_path)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("position", range(0, 1500, 97))
def test_no_flipped_bit_is_taken_for_a_checkpoint(tmp_path: Path, rng_network: NeuralNetwork, position: int) -> None:
    path = save_checkpoint(tmp_path, make(rng_network, 10))
    data = bytearray(path.read_bytes())
    data[position] ^= 4
    path.write_bytes(data)
    with pytest.raises(CheckpointError):
        load_checkpoint(path)


def test_full_disk_leaves_the_earlier_checkpoint_and_no_rubbish(
    tmp_path: Path, rng_network: NeuralNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_checkpoint(tmp_path, make(rng_network, 10))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(CheckpointError, match="cannot be written to .*: No space left on device"):
        save_checkpoint(tmp_path, make(rng_network, 20))
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000010.safetensors"]
    assert load_checkpoint(checkpoint_paths(tmp_path)[0]).step == 10
