"""Fair stopwatches: contestants take turns, so that a busy moment of the machine hits all of them."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date

REST_SECONDS = 0.3
"""Threads of the contestant before go on looking for work for a while; by then they sleep."""


def alternating_seconds(contestants: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return how long each contestant took in each round, after one that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, run in contestants.items():
            time.sleep(REST_SECONDS)
            started = time.perf_counter()
            run()
            if turn:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def median_ratio(numerator: list[float], denominator: list[float]) -> float:
    """Return the median of the ratios of each round, which shared noise moves least."""
    return statistics.median(a / b for a, b in zip(numerator, denominator, strict=True))


def machine() -> str:
    """Say when and on what kind of machine this was measured."""
    import numpy
    import threadpoolctl

    threads = max((pool["num_threads"] for pool in threadpoolctl.threadpool_info()), default=1)
    return (
        f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, {threads} BLAS threads, "
        f"Python {platform.python_version()}, NumPy {numpy.__version__}"
    )


def print_table(header: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table whose columns line up."""
    widths = [max(len(row[k]) for row in [header, *rows]) for k in range(len(header))]
    for row in [header, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |", flush=True)
