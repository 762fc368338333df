"""The bridge from the queue to a cluster: for each of its workers one thread here, which does all but the steps.

To the run store each of these threads is a worker like any other: it claims runs, writes what they measure and what
they keep, and passes on what a person asks of them. A run whose machine is lost goes back to the front of the queue,
and whoever takes it next goes on from its last checkpoint.
"""

import math
import threading
from collections import Counter
from functools import lru_cache, partial
from typing import Any

from mnist_core.cluster.cluster import Cluster
from mnist_core.cluster.remote_material import RemoteMaterial
from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import DataReference
from mnist_core.errors import ClusterError, MnistCoreError, StoreError
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.worker.__main__ import work
from mnist_core.worker.pace import RHYTHM, Rhythm
from mnist_core.worker.patience import Patience, say
from mnist_core.worker.session import Session

LOOK_SECONDS = 1.0
MOST_LOSSES = 4
"""So many workers in a row may be lost with one epoch of a run; then it is taken to be the cause."""


class Bridge:
    """Trains the queue's runs on a cluster.

    Parameters
    ----------
    store : RunStore
    cluster : Cluster
    leave : threading.Event
        Ends the bridge; what it trains goes back to the queue.
    rhythm : Rhythm
    """

    def __init__(self, store: RunStore, cluster: Cluster, leave: threading.Event, rhythm: Rhythm = RHYTHM) -> None:
        self._store, self._cluster, self._leave, self._rhythm = store, cluster, leave, rhythm
        self._patiently = Patience(leave, rhythm.retry)
        self._slots: dict[str, _Slot] = {}
        self._attempts: Counter[tuple[int, int]] = Counter()
        self._loading = threading.Lock()
        self._load = lru_cache(maxsize=2)(store.data.load)

    @property
    def slots(self) -> "list[_Slot]":
        """The workers of the cluster as those of the queue."""
        return list(self._slots.values())

    def run(self) -> None:
        """Train until `leave` is set.

        Raises
        ------
        ClusterError
            If the scheduler is gone; the runs are back in the queue then.
        """
        try:
            while not self._leave.is_set():
                self._look_at_workers(self._cluster.workers())
                self._leave.wait(LOOK_SECONDS)
        finally:
            self._end()

    def load(self, data: DataReference) -> Dataset:
        """Return the images of a run, which all threads share."""
        with self._loading:
            return self._load(data)

    def open_session(self, slot: "_Slot", store: RunStore, run: Run, data: Dataset, **options: Any) -> Session:
        """Return the session of a run on a worker of the cluster.

        Raises
        ------
        ClusterError
            If one worker after another was lost with this run.
        """
        self._attempts[run.id, run.epoch] += 1
        if self._attempts[run.id, run.epoch] > MOST_LOSSES:
            self._attempts[run.id, run.epoch] = 0
            raise ClusterError(
                f"{MOST_LOSSES} workers of the cluster were lost while they trained this run, perhaps because their "
                "memory ran out; give them more or let the network be smaller, and resume"
            )
        slot.runs.add(run.id)
        material = partial(RemoteMaterial, cluster=self._cluster, worker=slot.address)
        return Session(store, run, data, make_material=material, **options)

    def _look_at_workers(self, addresses: list[str]) -> None:
        """Begin with workers that joined; let those go that left without a run."""
        registered = {worker.id: worker for worker in self._patiently(self._store.workers.all)}
        for address, slot in list(self._slots.items()):
            if not slot.thread.is_alive():
                del self._slots[address]
            elif address not in addresses:
                worker = registered.get(slot.worker_id)
                if worker is None or worker.run_id is None:  # one with a run notices by itself
                    slot.leave.set()
        for address in addresses:
            if address not in self._slots:
                self._slots[address] = self._begin(address)

    def _begin(self, address: str) -> "_Slot":
        """Let a worker of the cluster be one of the queue's."""
        slot = _Slot(address, self._patiently(self._store.workers.register))
        slot.thread = threading.Thread(target=self._work, args=(slot,), name=address, daemon=True)
        slot.thread.start()
        return slot

    def _work(self, slot: "_Slot") -> None:
        """Train one run after another on one worker of the cluster."""
        try:
            work(
                self._store,
                slot.worker_id,
                linger=math.inf,
                leave=slot.leave,
                load=self.load,
                rhythm=self._rhythm,
                open_session=partial(self.open_session, slot),
            )
        except MnistCoreError as error:
            say(error)

    def _end(self) -> None:
        """Let every thread keep what it has, and put back into the queue what they trained."""
        for slot in self._slots.values():
            slot.leave.set()
        for slot in self._slots.values():
            slot.thread.join()
            for run_id in slot.runs:
                try:
                    if self._store.runs.get(run_id).status is RunStatus.INTERRUPTED:
                        self._store.queue.requeue(run_id)
                except StoreError as error:
                    say(error)


class _Slot:
    """One worker of the cluster as one of the queue's.

    Parameters
    ----------
    address : str
    worker_id : int
        Its number in the store.
    """

    def __init__(self, address: str, worker_id: int) -> None:
        self.address, self.worker_id = address, worker_id
        self.leave = threading.Event()
        self.thread = threading.Thread()
        self.runs: set[int] = set()
