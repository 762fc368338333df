"""The process of one job: `python -m mnist_core.jobs KEY` computes what a page asked for, writes it and leaves.

It gives way to everything else on the machine, because nobody waits for it as for a page. What goes wrong becomes one
sentence in the job's folder, which the page shows.
"""

import os
import sys
import time
import traceback
from pathlib import Path

import click
import numpy as np

from mnist_core.errors import MnistCoreError
from mnist_core.jobs.kinds import KINDS
from mnist_core.jobs.progress import Progress
from mnist_core.store.job_process import LOG
from mnist_core.store.jobs import FAILURE, PROGRESS, REQUEST, RESULT, Arrays, read_json, write_json
from mnist_core.store.store import RunStore

WRITE_SECONDS = 0.2
NICENESS = 10


def run(store: RunStore, key: str) -> None:
    """Do the job of this key, whatever happens to it."""
    folder = store.jobs.folder(key)
    request = read_json(folder / REQUEST)
    try:
        arrays = _computed(store, folder, request)
        _write_result(folder / RESULT, arrays)
    except MnistCoreError as error:
        (folder / FAILURE).write_text(str(error))
    except OSError as error:
        (folder / FAILURE).write_text(f"the result cannot be written: {error.strerror or error}")
    except Exception as error:
        traceback.print_exc()
        reason = f"the computation ended unexpectedly ({type(error).__name__}: {error}); {LOG} in jobs/{key} says more"
        (folder / FAILURE).write_text(reason)


def _computed(store: RunStore, folder: Path, request: dict[str, object]) -> Arrays:
    """Follow a computation to its end, writing how far it has come a few times a second."""
    kind = KINDS.get(str(request.get("kind")))
    if kind is None:
        raise MnistCoreError(f"no computation is called {request.get('kind')!r}")
    steps = kind(store, request["subject"], request["how"])  # type: ignore[arg-type]
    written = -WRITE_SECONDS
    while True:
        try:
            progress: Progress = next(steps)
        except StopIteration as end:
            result: Arrays = end.value
            return result
        if time.monotonic() - written >= WRITE_SECONDS:
            written = time.monotonic()
            write_json(folder / PROGRESS, {"done": progress.done, "doing": progress.doing})


def _write_result(path: Path, arrays: Arrays) -> None:
    """Write the arrays so that they are there whole, or not at all."""
    temporary = path.with_name(".result.npz")
    with temporary.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    temporary.replace(path)


@click.command()
@click.argument("key")
def main(key: str) -> None:
    """Compute what a page asked for."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        run(RunStore(), key)
    except MnistCoreError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
