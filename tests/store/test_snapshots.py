"""Going back in time: which moments a run has, and whether any are kept."""

from collections.abc import Callable

import numpy as np
import pytest

from mnist_core.errors import NetworkFileError
from mnist_core.files.snapshots import save_snapshot
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer

CONFIG = TrainingConfig(hidden_sizes=(8,))


def test_moments_of_a_run(store: RunStore) -> None:
    store.runs.create(CONFIG)
    network = Trainer(CONFIG).network
    for step in (4, 0, 860):
        save_snapshot(store.runs.folder(1), step, network)

    assert store.snapshots.steps(1) == [0, 4, 860]
    np.testing.assert_allclose(store.snapshots.load(1, 4).parameters, network.parameters, rtol=1e-3, atol=1e-7)
    with pytest.raises(NetworkFileError, match="no snapshot of step 5"):
        store.snapshots.load(1, 5)


def test_run_without_snapshots_has_no_moments(store: RunStore) -> None:
    assert store.snapshots.steps(7) == []


def test_snapshots_can_be_switched_off_and_on(store: RunStore, open_store: Callable[..., RunStore]) -> None:
    assert store.snapshots.are_kept
    store.snapshots.keep(wanted=False)
    assert not open_store().snapshots.are_kept
    store.snapshots.keep(wanted=True)
    assert store.snapshots.are_kept


def test_disk_use_counts_snapshots(store: RunStore) -> None:
    store.runs.create(CONFIG)
    path = save_snapshot(store.runs.folder(1), 0, Trainer(CONFIG).network)

    assert store.networks.disk_use().runs == {1: path.stat().st_size}


def test_snapshots_go_with_their_run(store: RunStore) -> None:
    store.runs.create(CONFIG)
    save_snapshot(store.runs.folder(1), 0, Trainer(CONFIG).network)
    store.runs.delete(1)
    store.runs.purge(older_than_days=-1)

    assert store.snapshots.steps(1) == []
