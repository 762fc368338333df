"""Many pages may look at a run while its worker writes, and none of them waits or fails."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.worker import training_child
from tests.worker.training_child import child

READERS = 8


def watch(folder: Path) -> None:
    """Follow run 1 to its end without a pause, as no browser would; any error makes the exit status 1."""
    store, steps, epochs = RunStore(folder=folder), 0, 0
    while True:
        is_over = store.runs.get(1).status.is_over
        new = store.history.steps(1, after_step=steps)
        assert list(new.step) == list(range(steps + 1, steps + 1 + len(new)))
        steps += len(new)
        seen = len(store.history.epochs(1))
        assert seen >= epochs
        epochs = seen
        store.runs.all(), store.history.latest_insight(1), store.workers.recover()
        if is_over:
            assert (steps, epochs) == (40 * 30, 40)
            return


def test_eight_processes_read_while_a_worker_writes(
    store: RunStore, runs_folder: Path, wait_until: Callable[..., None]
) -> None:
    store.runs.create(TrainingConfig(hidden_sizes=(12,), batch_size=20, epochs=40, validation_size=100))
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload([training_child.__name__])
    readers = [context.Process(target=watch, args=(runs_folder,)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    with child(runs_folder):
        wait_until(lambda: store.runs.get(1).status.is_over, seconds=300)  # nine processes may share two cores
    for reader in readers:
        reader.join(300)
        assert reader.exitcode == 0
        reader.close()
    assert store.runs.get(1).status is RunStatus.FINISHED
