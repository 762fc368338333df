"""Seconds of training until the test images are read: `python -m tests.benchmarks.time_to_accuracy`.

Each preset is trained here and, where its recipe is plain enough to write down in a few lines of PyTorch, there too:
same network, initialisation, batches, optimizer, schedule and smoothing. Images as they are lie ready in PyTorch's
memory; varied ones come from this engine's background thread in either case. The clock runs only in training. All
presets together take half an hour; `--preset quick` takes some seconds.
"""

import importlib.util
import time
from collections.abc import Iterator

import click
import numpy as np

from mnist_core.data.batches import epoch_order
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.errors import DivergenceError
from mnist_core.training.batch_source import make_batch_source
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.presets import PRESETS
from mnist_core.training.trainer import Trainer
from tests.benchmarks.timing import machine, print_table

TARGETS = (0.97, 0.98, 0.99)
Progress = Iterator[tuple[float, float]]
"""Seconds of training so far and the test accuracy, epoch by epoch."""


def engine_progress(config: TrainingConfig, mnist: Dataset) -> Progress:
    """Train here."""
    trainer, seconds = Trainer(config), 0.0
    try:
        for event in trainer.fit(mnist.train):
            if isinstance(event, EpochEnd):
                seconds += event.train_seconds
                predicted = trainer.evaluation_network().predict(mnist.test.images)
                yield seconds, float(np.mean(predicted == mnist.test.labels))
    except DivergenceError:
        return


def pytorch_progress(config: TrainingConfig, mnist: Dataset) -> Progress:
    """Train the same recipe in plain eager PyTorch, its data preloaded."""
    import torch

    from tests.training.record_history import optimizer_of, twin

    n = len(mnist.train) - config.validation_size
    train = mnist.train.take(slice(n))
    varied = None if config.augmentation.is_identity else make_batch_source(train, config)
    images = torch.from_numpy(train.images.astype(np.float32) / 255)
    labels = torch.from_numpy(train.labels.astype(np.int64))
    test_images = torch.from_numpy(mnist.test.images.astype(np.float32) / 255)
    network = twin(config)
    optimizer = optimizer_of(config, network.parameters())
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=config.label_smoothing)
    steps = -(-n // config.batch_size)
    schedule = None
    if config.schedule == "one_cycle":
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            config.learning_rate,
            total_steps=steps * config.epochs,
            pct_start=config.warmup,
            cycle_momentum=False,
        )
    seconds, rng = 0.0, np.random.default_rng(config.seed)
    for epoch in range(config.epochs):
        started = time.perf_counter()
        order = torch.from_numpy(epoch_order(n, shuffle=config.shuffle, rng=rng))
        network.train()
        for index, start in enumerate(range(0, n, config.batch_size)):
            if varied:
                x, y = (torch.from_numpy(part) for part in varied.batch(epoch, index))
                loss = criterion(network(x), y.long())
            else:
                rows = order[start : start + config.batch_size]
                loss = criterion(network(images[rows]), labels[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            if schedule:
                schedule.step()
        seconds += time.perf_counter() - started
        network.eval()
        with torch.no_grad():
            predicted = network(test_images).argmax(dim=1).numpy()
        yield seconds, float(np.mean(predicted == mnist.test.labels))


def has_plain_recipe(config: TrainingConfig) -> bool:
    """Return whether `pytorch_progress` does all that the configuration asks for."""
    simple = config.schedule in ("constant", "one_cycle") and config.initializer != "zeros"
    return simple and not (
        config.dropout or config.weight_average or config.gradient_clip or config.early_stopping or config.training_size
    )


def reached(progress: Progress) -> list[str]:
    """Return when each target was first met, and the last accuracy."""
    curve = list(progress)
    times = [next((f"{s:.1f} s" for s, accuracy in curve if accuracy >= target), "–") for target in TARGETS]
    return [*times, f"{curve[-1][1]:.2%}" if curve else "diverged", f"{curve[-1][0]:.1f} s" if curve else "–"]


@click.command(help=__doc__)
@click.option("--preset", "presets", multiple=True, default=tuple(PRESETS), show_default=True)
@click.option("--seed", "seeds", multiple=True, type=int, default=(0,), show_default=True)
def main(presets: tuple[str, ...], seeds: tuple[int, ...]) -> None:
    mnist = load_mnist()
    print(f"Seconds of training until the test accuracy is first reached; {machine()}\n")
    rows = []
    for name in presets:
        for seed in seeds:
            config = PRESETS[name].config.with_changes(seed=seed)
            rows.append([name, str(seed), "engine", *reached(engine_progress(config, mnist))])
            if importlib.util.find_spec("torch") and has_plain_recipe(config):
                rows.append([name, str(seed), "PyTorch", *reached(pytorch_progress(config, mnist))])
    print_table(["preset", "seed", "trained by", *(f"{target:.0%}" for target in TARGETS), "at the end", "after"], rows)


if __name__ == "__main__":
    main()
