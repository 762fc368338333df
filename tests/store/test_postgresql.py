"""The run store on a PostgreSQL server, which the test starts for itself: shared by many, and started again."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer
from mnist_core.worker.__main__ import work
from mnist_core.worker.pace import Rhythm

CONFIG = TrainingConfig(hidden_sizes=(8,), batch_size=20, epochs=4, dropout=0.1, validation_size=100)


class Server:
    """A PostgreSQL server with data of its own, on a free port of this machine."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._names = count(1)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._call(
            "initdb", "-D", f"{folder}/data", "-U", "mnist", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        self.control("start")

    def control(self, what: str) -> None:
        settings = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._call(
            "pg_ctl",
            "-D",
            f"{self._folder}/data",
            "-l",
            f"{self._folder}/log",
            "-w",
            "-m",
            "fast",
            "-o",
            f"{settings} -c fsync=off",
            what,
        )

    def new_database(self) -> str:
        name = f"runs{next(self._names)}"
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "mnist", name)
        return f"postgresql+psycopg://mnist@127.0.0.1:{self._port}/{name}"

    def _call(self, program: str, *arguments: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # it refuses to run as root
        command = [*user, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Start a server that is gone afterwards; without PostgreSQL or its driver there is none, except in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not os.environ.get("CI"):
        pytest.importorskip("psycopg", reason="psycopg is missing: tests/requirements.txt")
        if not found:
            pytest.skip("PostgreSQL is missing: apt-get install postgresql")
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        server = Server(found[-1].parent, folder)
        yield server
        server.control("stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def opened(server: Server, open_store: Callable[..., RunStore]) -> Iterator[Callable[[], RunStore]]:
    """Return a function that opens one more store on the same new database."""
    url, stores = server.new_database(), []

    def open_another() -> RunStore:
        stores.append(open_store(url))
        return stores[-1]

    yield open_another
    for store in stores:
        store.close()


def test_eight_clients_take_every_one_of_200_runs_once(opened: Callable[[], RunStore]) -> None:
    store = opened()
    store.queue.change_settings(max_concurrent=16)
    asked = sorted(store.runs.create(CONFIG).id for _ in range(200))
    taken: list[int] = []

    def take() -> None:
        mine = opened()
        worker_id = mine.workers.register()
        while (run := mine.queue.claim(worker_id)) is not None:
            taken.append(run.id)
            mine.runs.set_status(run.id, RunStatus.STOPPED, held_by=worker_id, worker_id=None)

    clients = [threading.Thread(target=take) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert sorted(taken) == asked
    assert {run.status for run in store.runs.all()} == {RunStatus.STOPPED}


def test_workers_wait_for_a_server_that_starts_again(
    server: Server, opened: Callable[[], RunStore], small_data: Dataset, wait_until: Callable[..., None]
) -> None:
    servers = opened(), opened()
    servers[0].queue.change_settings(max_concurrent=4)
    runs = [servers[number % 2].runs.create(CONFIG).id for number in range(8)]
    leave = threading.Event()
    options = {"linger": 600.0, "leave": leave, "load": lambda _: small_data, "rhythm": Rhythm(poll=0.01, retry=0.1)}
    workers = []
    for _ in range(4):
        store = opened()
        workers.append(threading.Thread(target=partial(work, store, store.workers.register(), **options)))
        workers[-1].start()
    wait_until(lambda: any(run.step for run in servers[0].runs.all()))
    server.control("restart")
    wait_until(lambda: _all_over(servers[1]), seconds=120)
    leave.set()
    for worker in workers:
        worker.join()
    trainer = Trainer(CONFIG)
    list(trainer.fit(small_data.train))
    for run_id in runs:
        run = servers[0].runs.get(run_id)
        assert (run.status, run.step) == (RunStatus.FINISHED, 120)
        assert [item.epoch for item in servers[1].history.epochs(run_id)] == [1, 2, 3, 4]
        assert servers[0].networks.load(run_id).parameters.tobytes() == trainer.network.parameters.tobytes()


def _all_over(store: RunStore) -> bool:
    """Whether every run is over, as far as the server says so."""
    try:
        return all(run.status.is_over for run in store.runs.all())
    except StoreError:
        return False
