"""The training process: `python -m mnist_core.worker` takes runs from the queue and trains them.

It is a process of its own so that training neither slows the server nor dies with it. When the queue is empty it
waits for a minute with the images in memory, so that the next start is instant, and then leaves.
"""

import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import lru_cache
from types import FrameType

import click

from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.errors import MnistCoreError, StoreError
from mnist_core.store.run import Run, RunStatus, RunTaken
from mnist_core.store.store import RunStore
from mnist_core.worker.pace import RHYTHM, Rhythm
from mnist_core.worker.recorder import HEARTBEAT_SECONDS
from mnist_core.worker.session import Session

IDLE_POLL_SECONDS = 0.1
LINGER_SECONDS = 60.0
BUSY_SECONDS = 2.0


def work(
    store: RunStore,
    worker_id: int,
    *,
    linger: float,
    leave: threading.Event,
    load: Callable[[DataReference], Dataset] | None = None,
    rhythm: Rhythm = RHYTHM,
) -> None:
    """Train runs from the queue until there have been none for `linger` seconds or `leave` is set."""
    load = lru_cache(maxsize=2)(load or store.data.load)
    deadline = time.monotonic() + linger
    next_beat = time.monotonic() + HEARTBEAT_SECONDS
    while not leave.is_set():
        run = store.queue.claim(worker_id)
        if run is None:
            load(MNIST)
            if time.monotonic() >= deadline and store.workers.retire(worker_id):
                return
            if time.monotonic() >= next_beat:
                worker_id = store.workers.register(worker_id)
                store.tuners.ensure()  # a search whose process died goes on, also where nobody looks at a page
                next_beat = time.monotonic() + HEARTBEAT_SECONDS
            leave.wait(IDLE_POLL_SECONDS)
            continue
        try:
            Session(store, run, load(run.config.data), worker_id=worker_id, leave=leave, rhythm=rhythm).train()
        except RunTaken as taken:
            print(taken, file=sys.stderr)
        except StoreError:
            raise
        except Exception as error:
            traceback.print_exc()
            _fail(store, run, error, worker_id)
        store.workers.release(worker_id)
        deadline = time.monotonic() + linger
    store.workers.retire(worker_id, even_if_needed=True)


def _fail(store: RunStore, run: Run, error: Exception, worker_id: int) -> None:
    """Mark a run as failed, and say why."""
    known = isinstance(error, MnistCoreError)
    message = str(error) if known else f"Training stopped unexpectedly ({type(error).__name__}: {error})"
    if not known:
        message += f"; the file logs/worker-{worker_id:06d}.log in the runs folder says more"
    store.runs.set_status(run.id, RunStatus.FAILED, message=message, finished_at=time.time(), worker_id=None)


@click.command()
@click.option("--id", "worker_id", type=int, help="Number under which the server registered this worker.")
@click.option("--linger", type=float, default=LINGER_SECONDS, show_default=True, help="Seconds to wait for work.")
def main(worker_id: int | None, linger: float) -> None:
    """Train the runs that wait in the queue."""
    leave = threading.Event()

    def ask_to_leave(_signal: int, _frame: FrameType | None) -> None:
        leave.set()

    signal.signal(signal.SIGTERM, ask_to_leave)
    signal.signal(signal.SIGINT, ask_to_leave)
    try:
        store = RunStore(busy_seconds=BUSY_SECONDS)
        worker_id = store.workers.register(worker_id)
        store.runs.purge()
        work(store, worker_id, linger=linger, leave=leave)
    except MnistCoreError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
