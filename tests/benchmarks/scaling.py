"""How an epoch's time and memory grow with the work: `python -m tests.benchmarks.scaling`.

Memory is what the trainer allocates beyond the images that it was given, at its peak.
"""

import statistics
import tracemalloc

import click

from mnist_core.data.mnist import load_mnist
from tests.benchmarks.contestants import bare_products, engine
from tests.benchmarks.timing import alternating_seconds, machine, median_ratio, print_table

CASES = (
    [("hidden width", (width,), 128, 60_000) for width in (64, 128, 256, 512, 1024)]
    + [("depth", (128,) * depth, 128, 60_000) for depth in (1, 2, 4, 8)]
    + [("batch", (256, 128), batch, 60_000) for batch in (16, 64, 256, 1024)]
    + [("images", (256, 128), 128, images) for images in (7_500, 15_000, 30_000, 60_000)]
)


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, help="Epochs of each case.")
def main(rounds: int) -> None:
    train = load_mnist().train
    print(f"SGD, float32, seconds an epoch, median of {rounds}; {machine()}\n")
    rows = []
    for what, hidden_sizes, batch_size, images in CASES:
        part = train.take(slice(images))
        makers = {"engine": engine, "products": bare_products}
        contestants = {name: make(part, "sgd", batch_size, hidden_sizes) for name, make in makers.items()}
        seconds = alternating_seconds(contestants, rounds)
        tracemalloc.start()
        engine(part, "sgd", batch_size, hidden_sizes)()
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        median = statistics.median(seconds["engine"])
        ratio = median_ratio(seconds["engine"], seconds["products"])
        network = "-".join(map(str, (784, *hidden_sizes, 10)))
        rows.append(
            [what, network, str(batch_size), f"{images:,}", f"{median:.3f}", f"{ratio:.2f}", f"{megabytes:.1f} MB"]
        )
    print_table(["varied", "network", "batch", "images", "engine", "engine ÷ products", "memory"], rows)


if __name__ == "__main__":
    main()
