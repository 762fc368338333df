"""Snapshots: what was kept of a training can be looked at, and damage to one of them stays there."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.errors import NetworkFileError
from mnist_core.files import snapshots
from mnist_core.nn.network import NeuralNetwork


def network(sizes=(784, 12, 10), **options):
    rng = np.random.default_rng(4)
    found = NeuralNetwork(sizes, rng=rng, **options)
    found.state += rng.uniform(0, 1, found.state.shape).astype(found.dtype)
    return found


@pytest.mark.parametrize("options", [{}, {"batch_norm": True, "dtype": "float64", "activation": "tanh"}])
def test_snapshot_reads_back_to_three_digits(tmp_path, options):
    saved = network(**options)

    snapshots.save_snapshot(tmp_path / "run", 4, saved)
    read = snapshots.load_snapshot(tmp_path / "run", 4)

    assert read.describe() == saved.describe()
    np.testing.assert_allclose(read.parameters, saved.parameters, rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(read.state, saved.state, rtol=1e-3)


def test_snapshot_takes_two_bytes_a_weight(tmp_path):
    path = snapshots.save_snapshot(tmp_path, 0, network())

    assert path.stat().st_size < 2 * network().parameters.size + 1000


def test_weights_too_large_for_float16_keep_their_type(tmp_path):
    saved = network()
    saved.parameters[3] = 1e6

    snapshots.save_snapshot(tmp_path, 0, saved)

    np.testing.assert_array_equal(snapshots.load_snapshot(tmp_path, 0).parameters, saved.parameters)


def test_moments_are_the_start_powers_of_two_and_ends_of_epochs():
    assert [step for step in range(50) if snapshots.is_moment(step, 20)] == [0, 1, 2, 4, 8, 16, 20, 40]


def test_moments_of_epochs_of_one_step_are_all_steps():
    assert all(snapshots.is_moment(step, 1) for step in range(5))


@given(steps=st.sets(st.integers(0, 10**6), min_size=1, max_size=90), room=st.integers(2, 60))
def test_thinning_keeps_the_ends_and_no_more_than_there_is_room_for(steps, room):
    kept = snapshots.thinned(steps, room)

    assert len(kept) == min(room, len(steps))
    assert set(kept) <= steps
    assert kept == sorted(kept)
    assert {min(steps), max(steps)} <= set(kept)


def test_long_training_keeps_its_first_epoch_and_even_gaps_after_it():
    kept: list[int] = []
    for step in range(860 * 300 + 1):
        if snapshots.is_moment(step, 860):
            kept = snapshots.thinned([*kept, step], 60)

    assert [step for step in kept if step < 860] == [0, *(2**power for power in range(10))]
    ratios = np.diff(np.log1p([step for step in kept if step >= 860 * 20]))
    assert len(kept) == 60
    assert ratios.max() < 5 * np.median(ratios)
    assert math.isclose(kept[-1], 860 * 300)


def test_full_folder_lets_go_of_snapshots(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "MAX_SNAPSHOTS", 5)

    for step in range(9):
        snapshots.save_snapshot(tmp_path, step, network())

    steps = snapshots.snapshot_steps(tmp_path)
    assert len(steps) == 5
    assert (steps[0], steps[-1]) == (0, 8)
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize(("size", "room"), [(470_000, 60), (5_000_000, 40), (40_000_000, 8)])
def test_large_networks_keep_fewer(size, room):
    assert snapshots.room_for(size) == room


def test_snapshots_after_the_step_that_training_goes_on_from_are_dropped(tmp_path):
    for step in (0, 1, 2, 4, 8):
        snapshots.save_snapshot(tmp_path, step, network())

    snapshots.drop_snapshots_after(tmp_path, 2)

    assert snapshots.snapshot_steps(tmp_path) == [0, 1, 2]


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"", lambda data: b"\xff" * len(data)])
def test_damaged_snapshot_is_one_sentence_and_the_others_are_whole(tmp_path, damage):
    for step in (0, 1):
        snapshots.save_snapshot(tmp_path, step, network())
    path = tmp_path / snapshots.FOLDER / "step-000000001.safetensors"
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(NetworkFileError, match="the snapshot of step 1 is damaged; choose another moment"):
        snapshots.load_snapshot(tmp_path, 1)
    snapshots.load_snapshot(tmp_path, 0)


def test_moment_that_was_not_kept_is_one_sentence(tmp_path):
    with pytest.raises(NetworkFileError, match="no snapshot of step 3 is kept"):
        snapshots.load_snapshot(tmp_path, 3)


def test_folder_without_snapshots_has_none(tmp_path):
    assert snapshots.snapshot_steps(tmp_path / "absent") == []


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "run").write_text("a file")

    with pytest.raises(NetworkFileError, match="snapshot at step 1 cannot be written"):
        snapshots.save_snapshot(tmp_path / "run", 1, network())
