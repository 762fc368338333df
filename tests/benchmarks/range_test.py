"""How good the suggestion of the learning-rate range test is: beside the best of a sweep of twelve rates.

OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.range_test
"""

import math
import time

import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import DivergenceError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer
from mnist_core.tuning.range_test import range_test
from tests.benchmarks.timing import print_table

RATES = np.geomspace(1e-4, 2, 12)
SWEEP = {"epochs": 2, "training_size": 20_000}


def main() -> None:
    """Print a row for each optimizer, 784-256-128-10."""
    train = load_mnist().train
    rows = []
    for optimizer in ("sgd", "momentum", "adam"):
        config = TrainingConfig(optimizer=optimizer)
        started = time.perf_counter()
        found = range_test(config, train)
        seconds = time.perf_counter() - started
        losses = {float(rate): _loss(config.with_changes(learning_rate=float(rate), **SWEEP), train) for rate in RATES}
        best = min(losses, key=lambda rate: losses[rate])
        factor = max(found.suggestion / best, best / found.suggestion)
        rows.append([optimizer, f"{seconds:.2f} s", f"{found.suggestion:g}", f"{best:.2g}", f"{factor:.2f}"])
    print_table(["optimizer", "range test", "suggested", "best of the sweep", "factor"], rows)


def _loss(config: TrainingConfig, train: object) -> float:
    """Return the validation loss after the last epoch, infinite where training diverges."""
    try:
        ends = [event for event in Trainer(config).fit(train) if isinstance(event, EpochEnd)]  # type: ignore[arg-type]
    except DivergenceError:
        return math.inf
    return ends[-1].validation_loss or math.inf


if __name__ == "__main__":
    main()
