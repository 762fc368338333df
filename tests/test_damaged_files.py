"""Whatever became of a file that a person hands in, or that lies in the runs folder: an answer or one sentence.

Data sets have their own test in `data/readers`. The campaign damages some thousand files, and holds each to two seconds
of the processor and all together to 300 MB.
"""

import io
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_core.command_line.left_out import read_left_out
from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.data.small_digits import load_small_digits
from mnist_core.drawing.own_digits import pack_digits, unpack_digits
from mnist_core.drawing.picture import read_picture
from mnist_core.errors import MnistCoreError
from mnist_core.files.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from mnist_core.files.data_file import read_data, write_data
from mnist_core.files.network_file import network_bytes, read_network
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.jobs import RESULT
from mnist_core.store.store import RunStore
from tests.damage import mutants
from tests.pages.stored_runs import add_finished_run

resource = pytest.importorskip("resource", reason="needs to know how much memory was held at most")
MOST_SECONDS, MOST_BYTES = 2.0, 300e6
PICTURES = ("PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP")
Read = Callable[[bytes], object]


def network() -> NeuralNetwork:
    return NeuralNetwork((784, 5, 10), batch_norm=True, rng=np.random.default_rng(2))


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    grey = np.random.default_rng(1).integers(0, 256, (40, 30, 3), np.uint8)
    Image.fromarray(grey).save(file, kind)
    return file.getvalue()


def own_digits() -> bytes:
    images = np.random.default_rng(3).integers(0, 256, (4, 784), np.uint8)
    return pack_digits(ImageSet(images, np.array([1, 2, 3, 4], np.uint8)))


def as_file(tmp_path: Path, name: str, read: Callable[[Path], object]) -> Read:
    """Return what writes bytes to a file and reads it."""
    path = tmp_path / name

    def write_and_read(content: bytes) -> object:
        path.write_bytes(content)
        return read(path)

    return write_and_read


def run_bundle(tmp_path: Path, store: RunStore) -> tuple[bytes, Read]:
    whole = store.bundles.export(add_finished_run(store).id)
    other = RunStore(folder=tmp_path / "other")
    return whole, other.bundles.import_any


def data_file(tmp_path: Path, _store: RunStore) -> tuple[bytes, Read]:
    few = load_small_digits().train.take(slice(0, 8))
    write_data(tmp_path / "few.zip", Dataset(few, few), SMALL_DIGITS, {})
    return (tmp_path / "few.zip").read_bytes(), as_file(tmp_path, "data.zip", read_data)


def checkpoint(tmp_path: Path, _store: RunStore) -> tuple[bytes, Read]:
    path = save_checkpoint(tmp_path, Checkpoint(1, 30, {"seed": 3, "sum": np.zeros(3)}, network()))
    return path.read_bytes(), as_file(tmp_path, path.name, load_checkpoint)


def database(tmp_path: Path, store: RunStore) -> tuple[bytes, Read]:
    add_finished_run(store)
    with closing(sqlite3.connect(tmp_path / "whole.sqlite")) as copy:
        with closing(sqlite3.connect(store.database.folder / "runs.sqlite")) as source:
            source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")

    def read(content: bytes) -> object:
        path = tmp_path / "damaged.sqlite"
        for name in ("", "-wal", "-shm"):
            path.with_name(path.name + name).unlink(missing_ok=True)
        path.write_bytes(content)
        opened = RunStore(f"sqlite:///{path}", tmp_path / "damaged", busy_seconds=0.1)
        try:
            return [opened.history.epochs(run.id) for run in opened.runs.all()]
        finally:
            opened.close()

    return (tmp_path / "whole.sqlite").read_bytes(), read


def plain(content: Callable[[], bytes], read: Read) -> Callable[[Path, RunStore], tuple[bytes, Read]]:
    return lambda _folder, _store: (content(), read)


def judged_labels(tmp_path: Path, _store: RunStore) -> tuple[bytes, Read]:
    content = b"part,place,label,looks_wrong,networks_propose,margin\ntrain,12,4,1,9,0.9\ntrain,3,5,0,,\n"
    return content, as_file(tmp_path, "labels.csv", lambda path: read_left_out(str(path)))


def result(tmp_path: Path, store: RunStore) -> tuple[bytes, Read]:
    file = io.BytesIO()
    np.savez_compressed(file, maps=np.random.default_rng(5).normal(size=(3, 40, 2)))
    folder = store.jobs.folder("0" * 20)
    folder.mkdir(parents=True)

    def read(content: bytes) -> object:
        (folder / RESULT).write_bytes(content)
        return store.jobs.result("0" * 20)

    return file.getvalue(), read


KINDS: dict[str, Callable[[Path, RunStore], tuple[bytes, Read]]] = {
    "network": plain(lambda: network_bytes(network(), metadata={"name": "x"}), read_network),
    "network in float16": plain(lambda: network_bytes(network(), dtype="float16"), read_network),
    "run": run_bundle,
    "own digits": plain(own_digits, unpack_digits),
    "judged labels": judged_labels,
    "data file": data_file,
    "checkpoint": checkpoint,
    "database": database,
    "result": result,
    **{f"{kind} picture": plain(lambda kind=kind: picture(kind), read_picture) for kind in PICTURES},
}


@pytest.mark.parametrize("count", [12, pytest.param(360, marks=pytest.mark.campaign)])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore")  # Pillow's, of damaged metadata
def test_a_damaged_file_is_read_or_one_sentence(kind: str, count: int, tmp_path: Path, store: RunStore) -> None:
    whole, read = KINDS[kind](tmp_path, store)
    read(whole)
    before = most_memory()
    for mutant in mutants(whole, count, np.random.default_rng(count)):
        started = time.process_time()
        try:
            read(mutant)
        except MnistCoreError as error:
            message = str(error)
            assert message and "\n" not in message and len(message) < 500
        assert count < 100 or time.process_time() - started < MOST_SECONDS
    assert most_memory() - before < MOST_BYTES


def most_memory() -> float:
    """Return the most memory that this process ever held, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
