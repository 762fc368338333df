"""The run store: the only meeting point of training and interface.

A worker writes what it measures; a page reads snapshots and leaves commands. Neither ever holds an object of the
other. The class is the sum of its parts, each in a file of its own.
"""

from mnist_core.store.history import RunHistory
from mnist_core.store.networks import RunFiles
from mnist_core.store.queue import RunQueue
from mnist_core.store.workers import WorkerPool


class RunStore(RunQueue, RunHistory, RunFiles, WorkerPool):
    """Every run, its measurements, its network, and the queue that trains the next one.

    Parameters
    ----------
    url : str, optional
        SQLAlchemy URL of the database; default `MNIST_RUNS_URL`, else an SQLite file in the folder.
    folder : Path, optional
        Where files lie; default `MNIST_RUNS_DIR`, else `runs` inside the project.
    busy_seconds : float, default 5.0
        How long a write waits for another program's write.

    Examples
    --------
    >>> store = RunStore()                                          # doctest: +SKIP
    >>> run = store.create(TrainingConfig(epochs=2), name="first")  # doctest: +SKIP
    >>> store.ensure_workers()                                      # doctest: +SKIP
    >>> store.epochs(run.id)                                        # doctest: +SKIP
    """
