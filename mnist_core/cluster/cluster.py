"""The connection to a Dask cluster: which workers it has, and a training on one of them.

Everything that Dask says in its own way becomes one sentence here, or a PlaceLost where a run has to go on elsewhere.
"""

import logging
import threading
import warnings
from contextlib import suppress
from importlib import import_module
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

from mnist_core.cluster import remote_training
from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.errors import ClusterError, MnistCoreError
from mnist_core.files.data_file import content_key
from mnist_core.store.run import PlaceLost
from mnist_core.training.config import TrainingConfig

try:
    distributed: Any = import_module("distributed")
except ImportError:
    distributed = None

CONNECT_SECONDS = 10.0
KEPT_DATA = 2
"""How many data sets the cluster holds at once."""

CALL_SECONDS = 2.0
"""So often one looks whether the worker that is to answer is still there."""


class Cluster:
    """A Dask cluster, by the address of its scheduler.

    Parameters
    ----------
    scheduler : str
        Such as "tcp://10.0.0.1:8786", or "tls://…" with `tls`.
    tls : mapping, optional
        Files in PEM form: "ca_file", "cert" and "key".

    Raises
    ------
    ClusterError
        If Dask is not installed, or no scheduler answers there.
    """

    def __init__(self, scheduler: str, *, tls: dict[str, str] | None = None) -> None:
        if distributed is None:
            raise ClusterError(
                "a cluster needs Dask, which is not installed; "
                "python -m pip install -r mnist_core/cluster/requirements.txt gets it"
            )
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it has to say is said here, in one sentence
        self.scheduler = scheduler
        self._lock = threading.Lock()
        self._data: dict[str, Any] = {}
        self._keys: WeakKeyDictionary[ImageSet, str] = WeakKeyDictionary()
        try:
            security = tls and distributed.Security(
                tls_ca_file=tls["ca_file"],
                tls_client_cert=tls["cert"],
                tls_client_key=tls["key"],
                require_encryption=True,
            )
            with warnings.catch_warnings():  # that another version of a library is installed there
                warnings.simplefilter("ignore")
                self._client = distributed.Client(
                    scheduler, timeout=CONNECT_SECONDS, security=security or None, name="mnist", heartbeat_interval="2s"
                )
        except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {scheduler}; start one with `dask scheduler` and give the address that "
                "it prints"
            ) from error

    def workers(self) -> list[str]:
        """Return the addresses of the workers that are there now.

        Raises
        ------
        ClusterError
            If the scheduler is gone.
        """
        try:
            if self._client.status != "running":
                raise OSError(self._client.status)
            return list(self._client.sync(self._client.scheduler.ncores, callback_timeout=CONNECT_SECONDS))
        except Exception as error:
            raise ClusterError(f"the Dask scheduler at {self.scheduler} is gone") from error

    def begin(
        self, worker: str, config: TrainingConfig, train: ImageSet, state: dict[str, Any] | None
    ) -> "RemoteCalls":
        """Begin a training on this worker, or go on with one.

        Raises
        ------
        PlaceLost
            If the worker or the scheduler is gone.
        ClusterError
            If the worker lacks this project.
        """
        calls = RemoteCalls(self, worker)
        try:
            data = self._scattered(train)
        except (OSError, RuntimeError, TimeoutError) as error:
            raise self.lost(worker) from error
        calls.ask(remote_training.begin, calls.key, config, data, state)
        return calls

    def submit(self, worker: str, task: Any, *arguments: Any, **options: Any) -> Any:
        """Return Dask's future of a task that this worker and no other does."""
        where = {"workers": [worker], "allow_other_workers": False, "pure": False}
        return self._client.submit(task, *arguments, **where, **options)

    def lost(self, worker: str) -> PlaceLost:
        """Return what to raise where a worker does not answer any more."""
        try:
            self.workers()
        except ClusterError as gone:
            return PlaceLost(str(gone))
        return PlaceLost(f"the worker {worker} of the cluster is gone")

    def has(self, worker: str) -> bool:
        """Whether this worker is still one of the cluster."""
        try:
            return worker in self.workers()
        except ClusterError:
            return False

    def close(self) -> None:
        """Leave the cluster; what it holds for this process is let go."""
        with suppress(Exception):
            self._client.close(timeout=CALL_SECONDS)

    def _scattered(self, train: ImageSet) -> Any:
        """Return the images as the cluster holds them; each worker gets them once, however many runs it trains."""
        with self._lock:
            key = self._keys.get(train) or content_key(Dataset(train, train.take(slice(0))))
            self._keys[train] = key
            held = self._data.get(key)
            if held is None or held.status != "finished":
                held = self._data[key] = self._client.scatter(train, hash=False)
            for old in list(self._data)[:-KEPT_DATA]:
                del self._data[old]
        return held


class RemoteCalls:
    """One training on a worker, and the calls that it answers.

    Parameters
    ----------
    cluster : Cluster
    worker : str
    """

    def __init__(self, cluster: Cluster, worker: str) -> None:
        self.key = uuid4().hex
        self._cluster = cluster
        self._worker = worker

    def __call__(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Return what a method of the RemoteTraining returns; errors as in `ask`."""
        return self.ask(remote_training.call, self.key, name, *arguments, **options)

    def ask(self, task: Any, *arguments: Any, **options: Any) -> Any:
        """Return what a function returns that the worker calls.

        Raises
        ------
        PlaceLost
            If the worker or the scheduler is gone, or the worker has begun anew.
        ClusterError
            If the worker lacks this project.
        MnistCoreError
            What the function itself raises.
        """
        try:
            future = self._cluster.submit(self._worker, task, *arguments, **options)
            return self._answer(future)
        except MnistCoreError:
            raise
        except (ImportError, AttributeError) as error:
            raise ClusterError(
                f"the worker {self._worker} lacks this project or has another version of it ({error}); start it in the "
                "project's folder"
            ) from error
        except _lost_errors() as error:
            raise self._cluster.lost(self._worker) from error

    def close(self) -> None:
        """Let the training go."""
        with suppress(Exception):
            distributed.fire_and_forget(self._cluster.submit(self._worker, remote_training.end, self.key))

    def _answer(self, future: Any) -> Any:
        """Wait for an answer for as long as the worker is there."""
        while True:
            try:
                return future.result(timeout=CALL_SECONDS)
            except TimeoutError:
                if not self._cluster.has(self._worker):
                    raise


def _lost_errors() -> tuple[type[Exception], ...]:
    """Return what is raised where a task cannot be done any more."""
    of_dask = (distributed.client.FuturesCancelledError, distributed.scheduler.KilledWorker)
    return (OSError, RuntimeError, LookupError, TimeoutError, *of_dask)
