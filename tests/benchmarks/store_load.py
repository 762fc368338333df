"""What the run store costs: `OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.store_load`.

Prints the time from the start of a run to its first point, what the worker adds to the time of an epoch (record,
commands, a checkpoint and insights), what eight readers beside it add, and how long it takes to list a store of 500
runs. An epoch's time is the difference between runs of different length, so that start and end do not count; ratios
are medians of alternating measurements.
"""

import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from mnist_core.worker.session import Session

CONFIG = TrainingConfig(hidden_sizes=(256, 128), batch_size=128, optimizer="adam", learning_rate=0.001)
ROUNDS = 5
READERS = 8


def bare_seconds(data: Dataset, epochs: int) -> tuple[float, float]:
    """Return the wall and the processor time of training with nothing around it."""
    trainer = Trainer(CONFIG.with_changes(epochs=epochs))
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in trainer.fit(data.train):
        pass
    return time.perf_counter() - wall, time.process_time() - cpu


def recorded_seconds(store: RunStore, data: Dataset, epochs: int) -> tuple[float, float]:
    """Return the wall and the processor time of the same training in a worker's hands."""
    store.runs.create(CONFIG.with_changes(epochs=epochs))
    worker_id = store.workers.register()
    run = store.queue.claim(worker_id)
    assert run is not None
    session = Session(store, run, data, worker_id=worker_id, leave=threading.Event())
    wall, cpu = time.perf_counter(), time.process_time()
    session.train()
    return time.perf_counter() - wall, time.process_time() - cpu


def an_epoch(measure: Callable[[int], tuple[float, float]]) -> tuple[float, float]:
    """Return the wall and the processor time of one epoch in the middle of a run."""
    short, long = measure(1), measure(4)
    return (long[0] - short[0]) / 3, (long[1] - short[1]) / 3


def read_often(folder: Path, stop: "multiprocessing.synchronize.Event") -> None:
    """Look at a store twice a second, as a page does."""
    store, seen = RunStore(folder=folder), 0
    while not stop.wait(0.5):
        runs = store.runs.all()
        if runs:
            steps = store.history.steps(runs[0].id, after_step=seen)
            seen = int(steps.step[-1]) if len(steps) else 0
            store.history.epochs(runs[0].id)
            store.history.latest_insight(runs[0].id)


@contextmanager
def readers(folder: Path):  # noqa: ANN201
    """Let processes read a store."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    children = [context.Process(target=read_often, args=(folder, stop)) for _ in range(READERS)]
    for child in children:
        child.start()
    time.sleep(3)  # they import
    yield
    stop.set()
    for child in children:
        child.join()
        assert child.exitcode == 0


def first_point_seconds(folder: Path, *, warm: bool) -> float:
    """Return the time from the start of a run to the first step that a page can draw."""
    store = RunStore(folder=folder)
    if warm:
        store.workers.ensure(warm=True)
        while not any(worker.process_started for worker in store.workers.all()):
            time.sleep(0.01)
        time.sleep(2)  # it loads the images
    started = time.perf_counter()
    run = store.runs.create(CONFIG.with_changes(epochs=1000))
    store.workers.ensure()
    while not len(store.history.steps(run.id)):
        time.sleep(0.005)
    seconds = time.perf_counter() - started
    os.kill(store.workers.all()[0].pid or 0, signal.SIGTERM)
    while store.workers.all():
        time.sleep(0.01)
    store.close()
    return seconds


def listing_seconds(folder: Path) -> tuple[float, float]:
    """Return how long it takes to list 500 runs of 75 epochs, and to read the epochs of 20 of them."""
    store = RunStore(folder=folder)
    store.runs.create_many([(CONFIG.with_changes(seed=seed), f"run {seed}") for seed in range(500)])
    epoch = {"step": 1, "train_loss": 1.0, "train_accuracy": 0.5, "learning_rate": 0.1, "images": 64}
    epoch |= {"train_seconds": 0.1, "is_best": False, "validation_loss": 1.0, "validation_accuracy": 0.5}
    with store.database.writing() as connection:
        rows = [{"run_id": id_, "epoch": number, **epoch} for id_ in range(1, 501) for number in range(1, 76)]
        connection.execute(tables.epochs.insert(), rows)
        connection.execute(tables.runs.update().values(status=RunStatus.FINISHED))
    return timed(store.runs.all), timed(lambda: store.history.epochs_of(range(1, 21)))


def timed(action: Callable[[], object]) -> float:
    """Return how long something takes the first time."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def ratios(pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> str:
    """Write the median ratio of wall time and of processor time."""
    wall = median(first[0] / second[0] for first, second in pairs)
    cpu = median(first[1] / second[1] for first, second in pairs)
    return f"{wall:.3f} (processor time {cpu:.3f})"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold = median(first_point_seconds(folder / f"cold{index}", warm=False) for index in range(3))
        warm = median(first_point_seconds(folder / f"warm{index}", warm=True) for index in range(3))
        print(f"first point, new worker          {cold:.2f} s")
        print(f"first point, waiting worker      {warm:.2f} s")
        listing, epochs = listing_seconds(folder / "many")
        print(f"list 500 runs                    {listing * 1000:.0f} ms")
        print(f"epochs of 20 runs                {epochs * 1000:.0f} ms")
        data, store = load_mnist(), RunStore(folder=folder / "load")
        recorded = partial(an_epoch, partial(recorded_seconds, store, data))
        pairs = [(recorded(), an_epoch(partial(bare_seconds, data))) for _ in range(ROUNDS)]
        print(f"worker's epoch ÷ bare epoch      {ratios(pairs)}")
        alone = [recorded() for _ in range(ROUNDS)]
        with readers(folder / "load"):
            watched = [recorded() for _ in range(ROUNDS)]
        print(f"with {READERS} readers ÷ alone           {ratios(list(zip(watched, alone, strict=True)))}")
        size = np.mean([path.stat().st_size for path in (folder / "load").glob("runs.sqlite*")])
        print(f"database                         {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
