"""Trials an hour, two at once, beside the same trainings in a bare pool: `python -m tests.benchmarks.study_pace`.

The pool is two processes that hold the images and run the engine over the very configurations that the study asks
for, and nothing else: no store, no queue, no files. Study and pool take turns. The clock of either begins when its
processes are there with the images in memory, and ends with the last trial. For a study that is the moment when it
is put into the store: the start of its tuner counts, and so do choosing, recording and telling.
"""

import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path

import click
import psutil

from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.errors import DivergenceError
from mnist_core.store.store import RunStore
from mnist_core.threads import THREAD_VARIABLES
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.sampling import Sampling
from mnist_core.tuning.search_space import SearchSpace
from tests.benchmarks.timing import machine, median_ratio, print_table

BASE = TrainingConfig(hidden_sizes=(64,), epochs=3, training_size=10_000)
AT_ONCE = 2
SEARCHED = ("learning_rate=0.01..0.5:log", "batch_size=64, 128", "optimizer=sgd, momentum")

_held: list[Dataset] = []
"""What a process of the pool learns from."""


@click.command(help=__doc__)
@click.option("--trials", default=60, show_default=True)
@click.option("--rounds", default=5, show_default=True)
@click.option("--sampler", default="random", show_default=True, help="The pool trains the first ones it asks for.")
def main(trials: int, rounds: int, sampler: str) -> None:
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    space = SearchSpace(tuple(read_searched(text) for text in SEARCHED))
    plan = StudyPlan(base=BASE, space=space, sampler=sampler, trials=trials)
    sampling = Sampling(plan, 1)
    configs = [plan.config(sampling.ask()[1]) for _ in range(trials)]
    print(f"{trials} trials of {BASE.epochs} epochs of {BASE.training_size:,} images; {machine()}\n")
    seconds: dict[str, list[float]] = {"study": [], "pool": []}
    for _ in range(rounds):
        seconds["study"].append(study_seconds(plan))
        seconds["pool"].append(pool_seconds(configs))
    rows = [
        [name, f"{statistics.median(times):.2f}", f"{3600 * trials / statistics.median(times):,.0f}"]
        for name, times in seconds.items()
    ]
    print_table(["what", "seconds", "trials an hour"], rows)
    ratios = [pool / study for pool, study in zip(seconds["pool"], seconds["study"], strict=True)]
    print("\nstudy ÷ pool of each round: " + ", ".join(f"{ratio:.3f}" for ratio in ratios))
    print(f"median: {median_ratio(seconds['pool'], seconds['study']):.3f}")


def study_seconds(plan: StudyPlan) -> float:
    """Return how long a study takes once its workers wait."""
    with tempfile.TemporaryDirectory() as name:
        store = RunStore(folder=Path(name))
        store.queue.change_settings(max_concurrent=AT_ONCE)
        _warm(store)
        started = time.time()
        study = store.studies.create(plan.to_dict())
        store.tuners.ensure()
        while not store.studies.get(study.id).status.is_over:
            time.sleep(0.25)
        told = [trial.told_at or 0.0 for trial in store.trials.of(study.id)]
        assert len(told) == plan.trials
        _stop(store)
        return max(told) - started


def _warm(store: RunStore) -> None:
    """Start the workers and let each train once."""
    store.runs.create_many([(BASE, "")] * 2 * AT_ONCE)
    store.workers.ensure()
    while any(not run.status.is_over for run in store.runs.all()):
        time.sleep(0.1)
    assert len(store.workers.all()) == AT_ONCE


def _stop(store: RunStore) -> None:
    """End this store's workers and wait until they are gone."""
    processes = [psutil.Process(worker.pid) for worker in store.workers.all() if worker.pid]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(30)
    store.close()


def pool_seconds(configs: list[TrainingConfig]) -> float:
    """Return how long a pool takes once its processes have the images and have trained once."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(AT_ONCE, initializer=_hold_images) as pool:
        pool.map(train, [BASE] * 2 * AT_ONCE, chunksize=1)
        started = time.perf_counter()
        pool.map(train, configs, chunksize=1)
        return time.perf_counter() - started


def _hold_images() -> None:
    """Load the images into a process of the pool."""
    _held.append(load_mnist())


def train(config: TrainingConfig) -> float:
    """Train, by the engine alone; return the seconds."""
    started = time.perf_counter()
    try:
        for _ in Trainer(config).fit(_held[0].train):
            pass
    except DivergenceError:
        pass
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
