"""How fast and in how much memory a CSV file of 60,000 images is read, beside `pandas.read_csv`.

Run as `python -m tests.benchmarks.read_data [rounds]` from the project's folder. Both take turns; the best of each
and the median of their ratios count. Memory is the most that a process of its own held while reading, less what it
held before.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from mnist_core import load_data, load_mnist
from tests.benchmarks.timing import alternating_seconds, machine, median_ratio

_MEMORY = """
import sys, resource
from mnist_core.data.readers.load import load_data
import mnist_core.data.readers.orientation as orientation
orientation._stencils()
before = int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1])
open("/proc/self/clear_refs", "w").write("5")
load_data(sys.argv[1])
after = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
print((after - before) / 1024)
"""


def main() -> None:
    """Write the files, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    train = load_mnist().train
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, form in (
            ("whole numbers", 60_000, "%d"),
            ("floats, 7.0", 10_000, "%.1f"),
            ("0 to 1", 10_000, "%.6f"),
            ("scientific, as savetxt writes it", 5_000, "%.18e"),
            ("0 to 1, as pandas writes it", 10_000, ""),
        ):
            path = Path(folder) / "train.csv"
            pixels = train.images[:rows] / (255 if form in ("%.6f", "%.18e", "") else 1)
            names = ["label", *(f"pixel{i}" for i in range(784))]
            table = np.column_stack([train.labels[:rows], pixels])
            if form:
                np.savetxt(path, table, fmt=form, delimiter=",", header=",".join(names), comments="")
            else:
                pd.DataFrame(table, columns=names).to_csv(path, index=False)
            contestants = {"load_data": lambda: load_data(path), "pandas": lambda: pd.read_csv(path)}  # noqa: B023
            turns = alternating_seconds(contestants, rounds)
            seconds = {key: min(values) for key, values in turns.items()}
            ratio = median_ratio(turns["load_data"], turns["pandas"])
            size = path.stat().st_size / 1024**2
            run = subprocess.run([sys.executable, "-c", _MEMORY, str(path)], capture_output=True, text=True, check=True)
            print(
                f"{name}, {rows:,} rows, {size:.0f} MB: load_data {seconds['load_data']:.2f} s, "
                f"pandas.read_csv {seconds['pandas']:.2f} s, ratio {ratio:.2f}; "
                f"memory {float(run.stdout):.0f} MB, {float(run.stdout) / size:.2f} of the file"
            )


if __name__ == "__main__":
    main()
