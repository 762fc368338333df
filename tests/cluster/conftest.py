"""A Dask cluster of processes on this machine, and the bridge to it as a thread of the test."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import Any

import pytest

from mnist_core.cluster.bridge import Bridge
from mnist_core.cluster.cluster import Cluster
from mnist_core.data.dataset import Dataset
from mnist_core.errors import ClusterError
from mnist_core.store.store import RunStore
from mnist_core.worker.pace import Rhythm

Bridging = Callable[..., AbstractContextManager[Bridge]]


@pytest.fixture(autouse=True)
def plain_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the main module be an empty one: what Dask starts runs it first, be it pytest's or a page's."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture(scope="session")
def dask() -> Iterator[Any]:
    """Start two workers, each a process that Dask starts again when it dies."""
    if not os.environ.get("CI"):
        pytest.importorskip("distributed", reason="Dask is missing: mnist_core/cluster/requirements.txt")
    from distributed import LocalCluster

    options = {"processes": True, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        cluster = LocalCluster(n_workers=2, host="127.0.0.1", **options)
    with cluster:
        yield cluster


@pytest.fixture
def bridging(dask: Any, store: RunStore, small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> Bridging:
    """Return a context in which a bridge trains the store's runs; what ended it is in its `ended`."""
    monkeypatch.setattr(store.workers, "ensure", lambda **_: 0)
    store.queue.change_settings(max_concurrent=4)

    @contextmanager
    def bridge_in_thread() -> Iterator[Bridge]:
        cluster, leave = Cluster(dask.scheduler_address), threading.Event()
        bridge = Bridge(store, cluster, leave, Rhythm(poll=0.005, write=0.05))
        monkeypatch.setattr(bridge, "load", lambda _data: small_data)

        def run() -> None:
            try:
                bridge.run()
            except ClusterError as error:
                bridge.ended = str(error)  # type: ignore[attr-defined]

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield bridge
        finally:
            leave.set()
            thread.join(60)
            cluster.close()
            assert not thread.is_alive()

    return bridge_in_thread
