"""What snapshots and pinned digits cost a training: `python -m tests.benchmarks.replay_cost`.

A worker's session trains the same run with and without them, in turns, in one process and on one BLAS thread. Beside
the time on the clock stands the processor's, which other programs on the machine disturb less.
"""

import statistics
import tempfile
import threading
import time
from pathlib import Path

import click
import threadpoolctl

from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.store.pins import MAX_PINS
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.worker.__main__ import work
from tests.benchmarks.timing import alternating_seconds, machine, median_ratio, print_table


@click.command(help=__doc__)
@click.option("--epochs", default=5, show_default=True)
@click.option("--rounds", default=5, show_default=True)
def main(epochs: int, rounds: int) -> None:
    data = load_mnist()
    rows = []
    with threadpoolctl.threadpool_limits(1):
        print(f"{epochs} epochs a run, median of {rounds}; {machine()}\n")
        for hidden_sizes in ((256, 128), (1024, 1024, 512)):
            config = TrainingConfig(hidden_sizes=hidden_sizes, epochs=epochs)
            processor: dict[str, list[float]] = {"without": [], "with": []}

            def train(name: str, config: TrainingConfig = config, taken: dict[str, list[float]] = processor) -> None:
                started = time.process_time()
                train_once(data, config, kept=name == "with")
                taken[name].append(time.process_time() - started)

            contestants = {name: lambda name=name: train(name) for name in processor}  # type: ignore[misc]
            seconds = alternating_seconds(contestants, rounds)
            row = ["-".join(map(str, hidden_sizes))]
            for times in (seconds, {name: taken[1:] for name, taken in processor.items()}):
                row += [f"{statistics.median(times[name]):.2f}" for name in processor]
                row += [f"{median_ratio(times['with'], times['without']):.3f}"]
            rows.append(row)
    clock, cpu = ["s without", "s with", "ratio"], ["CPU s without", "CPU s with", "ratio"]
    print_table(["hidden", *clock, *cpu], rows)


def train_once(data: Dataset, config: TrainingConfig, *, kept: bool) -> None:
    """Let a worker train one run in a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(folder=Path(folder), start_worker=lambda *_: None)
        store.snapshots.keep(wanted=kept)
        for image in data.test.images[: MAX_PINS if kept else 0]:
            store.pins.add(image)
        store.runs.create(config)
        work(store, store.workers.register(), linger=0.0, leave=threading.Event(), load=lambda _data: data)
        assert store.runs.get(1).status is RunStatus.FINISHED
        assert bool(store.snapshots.steps(1)) == bool(store.pins.readings(1)) == kept
        store.close()


if __name__ == "__main__":
    main()
