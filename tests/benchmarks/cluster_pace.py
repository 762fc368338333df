"""Runs an hour on a Dask cluster on this machine beside the local queue: `python -m tests.benchmarks.cluster_pace`.

Both train the same runs with as many processes. The clock of either begins when each of its processes has trained one
run, and ends with the last run; the two take turns. It needs Dask: mnist_core/cluster/requirements.txt.
"""

import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

import click

from mnist_core.cluster.bridge import Bridge
from mnist_core.cluster.cluster import Cluster
from mnist_core.store.store import RunStore
from mnist_core.threads import THREAD_VARIABLES
from mnist_core.training.config import TrainingConfig
from tests.benchmarks.study_pace import _stop as stop
from tests.benchmarks.timing import machine, print_table


def finished(store: RunStore, count: int, config: TrainingConfig) -> float:
    """Queue runs, and return the seconds until all have ended."""
    began = time.monotonic()
    store.runs.create_many([(config, "")] * count)
    store.workers.ensure()
    while any(not run.status.is_over for run in store.runs.all()):
        time.sleep(0.05)
    assert all(run.status.value == "finished" for run in store.runs.all())
    return time.monotonic() - began


def local_seconds(workers: int, runs: int, config: TrainingConfig) -> float:
    """Return what the workers of the queue take."""
    with tempfile.TemporaryDirectory() as name:
        store = RunStore(folder=Path(name))
        store.queue.change_settings(max_concurrent=workers)
        finished(store, 2 * workers, config)
        seconds = finished(store, runs, config)
        stop(store)
        return seconds


def cluster_seconds(scheduler: str, workers: int, runs: int, config: TrainingConfig) -> float:
    """Return what a bridge to a cluster of so many workers takes."""
    with tempfile.TemporaryDirectory() as name:
        store = RunStore(folder=Path(name))
        store.queue.change_settings(max_concurrent=workers)
        cluster, leave = Cluster(scheduler), threading.Event()
        bridge = Bridge(store, cluster, leave)
        thread = threading.Thread(target=bridge.run)
        thread.start()
        while len(store.workers.all()) < workers:
            time.sleep(0.05)
        finished(store, 2 * workers, config)
        seconds = finished(store, runs, config)
        leave.set()
        thread.join()
        cluster.close()
        return seconds


@click.command(help=__doc__)
@click.option("--workers", default=os.cpu_count() or 2, show_default=True, help="Processes of either.")
@click.option("--runs", default=24, show_default=True)
@click.option("--epochs", default=10, show_default=True)
@click.option("--images", default=10_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(workers: int, runs: int, epochs: int, images: int, rounds: int) -> None:
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    from distributed import LocalCluster  # after the threads are settled

    config = TrainingConfig(hidden_sizes=(64,), epochs=epochs, training_size=images)
    print(f"{runs} runs of {epochs} epochs of {images:,} images, 784-64-10, {workers} processes; {machine()}\n")
    rows = []
    options = {"processes": True, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    with LocalCluster(n_workers=workers, host="127.0.0.1", **options) as dask:
        for _ in range(rounds):
            local = local_seconds(workers, runs, config)
            remote = cluster_seconds(dask.scheduler_address, workers, runs, config)
            rows.append((local, remote))
    print_table(
        ["local queue, s", "Dask, s", "throughput of Dask ÷ local"],
        [[f"{local:.2f}", f"{remote:.2f}", f"{local / remote:.2f}"] for local, remote in rows],
    )
    print(f"\nmedian {statistics.median(local / remote for local, remote in rows):.2f}")


if __name__ == "__main__":
    main()
