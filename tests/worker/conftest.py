"""A worker as a thread of the test's own process, so that its surroundings can be made to fail."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.store.store import RunStore
from mnist_core.worker.__main__ import work
from mnist_core.worker.pace import Rhythm

Working = Callable[..., AbstractContextManager[threading.Event]]


@pytest.fixture
def working(small_data: Dataset, open_store: Callable[..., RunStore]) -> Working:
    """Return a context in which a thread works through the queue; set its event to make it leave."""

    @contextmanager
    def work_in_thread(
        *, linger: float = 60.0, busy_seconds: float = 5.0, **rhythm: float
    ) -> Iterator[threading.Event]:
        leave = threading.Event()
        store = open_store(busy_seconds=busy_seconds)
        worker_id = store.workers.register()
        options = {"linger": linger, "leave": leave, "load": lambda _data: small_data}
        options |= {"rhythm": Rhythm(**{"poll": 0.005, **rhythm})}
        thread = threading.Thread(target=work, args=(store, worker_id), kwargs=options)
        thread.start()
        try:
            yield leave
        finally:
            leave.set()
            thread.join(30)
            store.close()
            assert not thread.is_alive()

    return work_in_thread
