"""Trials an hour, two at once, beside the same trainings in a bare pool: `python -m tests.benchmarks.study_pace`.

The pool is two processes that hold the images and run the engine over the very configurations that the study asks
for, and nothing else: no store, no queue, no files. Study and pool take turns. The clock of either begins when its
processes are there with the images in memory, and ends with the last trial. For a study that is the moment when its
first trial begins; the start of the tuner comes before that and is told beside it. Beside the time on the clock
stands the processor's, of the workers and the tuner, which other programs on the machine disturb less.
"""

import multiprocessing
import os
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

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
from tests.benchmarks.timing import machine, print_table

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
    taken: dict[str, list[Taken]] = {"study": [], "pool": []}
    for _ in range(rounds):
        taken["study"].append(study_taken(plan))
        taken["pool"].append(pool_taken(configs))
    rows = []
    for name, each in taken.items():
        seconds, processor = (statistics.median(times) for times in list(zip(*each, strict=True))[:2])
        rows.append([name, f"{seconds:.2f}", f"{3600 * trials / seconds:,.0f}", f"{processor:.2f}"])
    print_table(["what", "seconds", "trials an hour", "CPU seconds"], rows)
    for place, what in enumerate(("trials an hour", "processor time")):
        ratios = [pool[place] / study[place] for pool, study in zip(taken["pool"], taken["study"], strict=True)]
        each = ", ".join(f"{ratio:.3f}" for ratio in ratios)
        print(f"\nstudy ÷ pool by {what}: median {statistics.median(ratios):.3f} of {each}")
    print(f"\na study's start: {statistics.median(each.start for each in taken['study']):.1f} s")


class Taken(NamedTuple):
    """What a study or a pool took: seconds on the clock, seconds of the processor, and seconds before the first."""

    seconds: float
    processor: float
    start: float


def study_taken(plan: StudyPlan) -> Taken:
    """Return what a study takes once its workers wait."""
    with tempfile.TemporaryDirectory() as name:
        store = RunStore(folder=Path(name))
        store.queue.change_settings(max_concurrent=AT_ONCE)
        workers = _warm(store)
        asked_at = time.time()
        study = store.studies.create(plan.to_dict())
        store.tuners.ensure()
        while not store.trials.of(study.id):
            time.sleep(0.02)
        held = store.tuners.process(study.id)
        assert held is not None
        tuner = psutil.Process(held.pid)
        before = processor = sum(map(_processor, [*workers, tuner]))
        while not store.studies.get(study.id).status.is_over:
            with suppress(psutil.Error):  # the tuner leaves
                processor = sum(map(_processor, [*workers, tuner]))
            time.sleep(0.25)
        trials = store.trials.of(study.id)
        assert len(trials) == plan.trials
        runs = store.runs.some([trial.run_id or 0 for trial in trials])
        began = min(run.started_at or 0.0 for run in runs.values())
        assert len(store.workers.all()) == AT_ONCE
        _stop(store)
        return Taken(max(trial.told_at or 0.0 for trial in trials) - began, processor - before, began - asked_at)


def _processor(process: psutil.Process) -> float:
    """Return the seconds of the processor that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _warm(store: RunStore) -> list[psutil.Process]:
    """Start the workers, let each train, and return them."""
    store.runs.create_many([(BASE, "")] * 2 * AT_ONCE)
    store.workers.ensure()
    while any(not run.status.is_over for run in store.runs.all()):
        time.sleep(0.1)
    return [psutil.Process(worker.pid) for worker in store.workers.all()]


def _stop(store: RunStore) -> None:
    """End this store's workers and wait until they are gone."""
    processes = [psutil.Process(worker.pid) for worker in store.workers.all() if worker.pid]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(30)
    store.close()


def pool_taken(configs: list[TrainingConfig]) -> Taken:
    """Return what a pool takes once its processes have the images and have trained once."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(AT_ONCE, initializer=_hold_images) as pool:
        pool.map(train, [BASE] * 2 * AT_ONCE, chunksize=1)
        processes = [psutil.Process(child.pid) for child in multiprocessing.active_children()]
        before, started = sum(map(_processor, processes)), time.perf_counter()
        pool.map(train, configs, chunksize=1)
        return Taken(time.perf_counter() - started, sum(map(_processor, processes)) - before, 0.0)


def _hold_images() -> None:
    """Load the images into a process of the pool."""
    _held.append(load_mnist())


def train(config: TrainingConfig) -> None:
    """Train, by the engine alone."""
    with suppress(DivergenceError):
        for _ in Trainer(config).fit(_held[0].train):
            pass


if __name__ == "__main__":
    main()
