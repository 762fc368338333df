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
from contextlib import suppress
from functools import lru_cache
from types import FrameType

import click

from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.errors import (
    CheckpointError,
    MnistCoreError,
    RunNotFoundError,
    StoreGoneError,
    StoreUnavailableError,
)
from mnist_core.files.notice import remove_notice
from mnist_core.store.run import PlaceLost, Run, RunStatus, RunTaken, WorkerDismissed
from mnist_core.store.store import RunStore
from mnist_core.worker.pace import RHYTHM, Rhythm
from mnist_core.worker.patience import Patience, say
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
    open_session: Callable[..., Session] | None = None,
) -> None:
    """Train runs until the queue has been empty for `linger` seconds, `leave` is set, or the place is lost."""
    load = lru_cache(maxsize=2)(load or store.data.load)
    patiently = Patience(leave, rhythm.retry)
    deadline = time.monotonic() + linger
    next_beat = time.monotonic() + HEARTBEAT_SECONDS
    is_idle = True
    try:
        while not leave.is_set():
            run = patiently(_next_run, store, worker_id)
            if run is None:
                if not is_idle:
                    patiently(store.workers.release, worker_id)
                    is_idle = True
                load(MNIST)
                if time.monotonic() >= deadline and patiently(store.workers.retire, worker_id):
                    return
                if time.monotonic() >= next_beat:
                    patiently(store.workers.beat, worker_id)
                    patiently(store.workers.recover)  # a place that a dead worker holds is free then
                    patiently(store.tuners.ensure)  # a search whose process died goes on, with no page open too
                    next_beat = time.monotonic() + HEARTBEAT_SECONDS
                leave.wait(IDLE_POLL_SECONDS)
                continue
            is_idle = False
            try:
                data = load(run.config.data)
                session = patiently(
                    open_session or Session, store, run, data, worker_id=worker_id, leave=leave, rhythm=rhythm
                )
                session.train()
            except (RunTaken, RunNotFoundError) as taken:
                say(taken)
            except PlaceLost as lost:
                say(f"run {run.id}: {lost}")
                _give_back(store, run, lost, worker_id, patiently)
                break
            except (StoreUnavailableError, StoreGoneError):
                raise
            except Exception as error:
                _let_go(store, run, error, worker_id, patiently)
            deadline = time.monotonic() + linger
    except WorkerDismissed as dismissed:
        say(dismissed)
        patiently(store.workers.ensure)  # another in its place, where a run waits
        return
    patiently(store.workers.retire, worker_id, even_if_needed=True)


def _next_run(store: RunStore, worker_id: int) -> Run | None:
    """Return the run to train now, or None; the one that was claimed before the store's answer was lost goes first."""
    return store.queue.held_by(worker_id) or store.queue.claim(worker_id)


def _let_go(store: RunStore, run: Run, error: Exception, worker_id: int, patiently: Patience) -> None:
    """Mark a run that cannot go on here, and say why; unless another has it by now."""
    if isinstance(error, CheckpointError):
        status, message = RunStatus.STOPPED, str(error)
    elif isinstance(error, MemoryError):
        status = RunStatus.INTERRUPTED
        message = "memory ran out; close other programs, or let fewer runs train at once, and resume"
    elif isinstance(error, MnistCoreError):
        status, message = RunStatus.FAILED, str(error)
    else:
        with suppress(OSError):
            traceback.print_exc()
        status = RunStatus.FAILED
        message = (
            f"Training stopped unexpectedly ({type(error).__name__}: {error}); "
            f"the file logs/worker-{worker_id:06d}.log in the runs folder says more"
        )
    remove_notice(store.runs.folder(run.id))
    columns = {"message": message, "finished_at": time.time(), "worker_id": None}
    try:
        patiently(store.runs.set_status, run.id, status, held_by=worker_id, **columns)
    except (RunTaken, RunNotFoundError) as taken:
        say(taken)


def _give_back(store: RunStore, run: Run, lost: PlaceLost, worker_id: int, patiently: Patience) -> None:
    """Let a run go on elsewhere; unless another has it by now."""
    try:
        patiently(store.queue.give_back, run.id, held_by=worker_id, message=str(lost))
    except (RunTaken, RunNotFoundError) as taken:
        say(taken)


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
        patiently = Patience(leave, RHYTHM.retry)
        store = patiently(RunStore, busy_seconds=BUSY_SECONDS)
        worker_id = patiently(store.workers.register, worker_id)
        patiently(store.runs.purge)
        work(store, worker_id, linger=linger, leave=leave)
    except MnistCoreError as error:
        say(error)
        sys.exit(1)


if __name__ == "__main__":
    main()
