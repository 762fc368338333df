"""How fast an epoch is, beside the libraries and beside the limit: `python -m tests.benchmarks.training_speed`."""

import importlib.util
import statistics

import click

from mnist_core.data.mnist import load_mnist
from tests.benchmarks.contestants import bare_products, engine, pytorch, scikit_learn
from tests.benchmarks.timing import alternating_seconds, machine, median_ratio, print_table


@click.command(help=__doc__)
@click.option("--optimizer", "optimizers", multiple=True, default=("sgd", "momentum", "adam"), show_default=True)
@click.option("--batch-size", "batch_sizes", multiple=True, type=int, default=(32, 64, 128, 256), show_default=True)
@click.option("--rounds", default=5, show_default=True, help="Epochs of each contestant.")
@click.option("--images", default=60_000, show_default=True, help="Images an epoch; fewer are quicker and noisier.")
def main(optimizers: tuple[str, ...], batch_sizes: tuple[int, ...], rounds: int, images: int) -> None:
    train = load_mnist().train.take(slice(images))
    makers = {"engine": engine, "products": bare_products, "scikit-learn": scikit_learn}
    if importlib.util.find_spec("torch"):
        makers["PyTorch"] = pytorch
    print(f"784-256-128-10, float32, {images:,} images an epoch, seconds, median of {rounds}; {machine()}\n")
    rows = []
    for optimizer in optimizers:
        for batch_size in batch_sizes:
            contestants = {name: make(train, optimizer, batch_size) for name, make in makers.items()}
            seconds = alternating_seconds(contestants, rounds)
            medians = [f"{statistics.median(seconds[name]):.3f}" for name in makers]
            ratios = [f"{median_ratio(seconds['engine'], seconds[name]):.2f}" for name in makers if name != "engine"]
            rows.append([optimizer, str(batch_size), *medians, *ratios])
    ratio_names = [f"engine ÷ {name}" for name in makers if name != "engine"]
    print_table(["optimizer", "batch", *makers, *ratio_names], rows)


if __name__ == "__main__":
    main()
