"""A worker in a process of its own, on images small enough that a test can kill it many times."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.store.store import RunStore
from mnist_core.worker.__main__ import work
from mnist_core.worker.pace import Rhythm


def small_dataset() -> Dataset:
    """Return 700 images to learn from and 200 to test by: noise, brighter in a band that depends on the digit."""
    rng = np.random.default_rng(7)
    labels = rng.integers(0, 10, 900).astype(np.uint8)
    images = rng.integers(0, 120, (900, 784)).astype(np.uint8)
    for row, label in zip(images, labels, strict=True):
        row[int(label) * 78 : int(label) * 78 + 78] += 100
    return Dataset(ImageSet(images[:700], labels[:700]), ImageSet(images[700:], labels[700:]))


def train_queue(folder: Path, *, write_seconds: float) -> None:
    """Work through a store's queue, then leave."""
    store = RunStore(folder=folder)
    worker_id = store.workers.register()
    work(
        store,
        worker_id,
        linger=0.0,
        leave=threading.Event(),
        load=lambda _data: small_dataset(),
        rhythm=Rhythm(write=write_seconds),
    )


def start_child(folder: Path, *, write_seconds: float = 0.01) -> BaseProcess:
    """Start a worker that is a true process: it can be killed at any instruction."""
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload([__name__])
    options = {"write_seconds": write_seconds}
    child = context.Process(target=train_queue, args=(folder,), kwargs=options, daemon=True)
    child.start()
    return child


@contextmanager
def child(folder: Path, **options: float) -> Iterator[BaseProcess]:
    """Start a worker and make sure that it is gone afterwards."""
    process = start_child(folder, **options)
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()
