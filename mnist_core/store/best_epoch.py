"""The network of the best epoch beside that of the last: which of the two a run is judged by, and the other one.

Training goes on after the epoch with the lowest validation loss, and unless it stops early the last weights are the
ones it keeps. Both are of interest, so a finished run holds both, and a person may say which one counts.
"""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import NetworkFileError, StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import load_network, read_description
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.networks import NETWORK_FILE, Networks
from mnist_core.store.runs import Runs

OTHER_FILE, SPARE_FILE = "other.safetensors", "spare.safetensors"


@dataclass(frozen=True)
class KeptEpochs:
    """After which epoch the network is that a run is judged by, and the other one that it holds."""

    judged: int
    other: int

    @property
    def best(self) -> int:
        """The epoch with the lowest validation loss; the other of the two is the last."""
        return min(self.judged, self.other)


class BestEpoch:
    """The part of the run store that keeps two networks of a run."""

    def __init__(self, database: Database, runs: Runs, networks: Networks) -> None:
        self._database = database
        self._runs = runs
        self._networks = networks

    def keep(
        self,
        run_id: int,
        network: NeuralNetwork,
        epoch: int,
        other: tuple[int, NeuralNetwork] | None,
        *,
        held_by: int | None = None,
    ) -> None:
        """Write a finished run's network and, where it is of another epoch, that of the best one.

        Raises
        ------
        NetworkFileError
            If the disk is full or the folder cannot be written.
        RunTaken
            If the worker `held_by` does not hold the run.
        """
        if other is not None and other[0] != epoch:
            self._networks.keep(run_id, other[1], name=OTHER_FILE, held_by=held_by, epoch=str(other[0]))
        self._networks.keep(run_id, network, held_by=held_by, epoch=str(epoch))

    def of(self, run_id: int) -> KeptEpochs | None:
        """Return the epochs of a run's two networks, None where it has but one."""
        folder = self._runs.folder(run_id)
        other = _other_path(folder)
        judged, second = _epoch_of(folder / NETWORK_FILE), _epoch_of(other) if other else None
        return None if judged is None or second is None else KeptEpochs(judged, second)

    def judge_by_other(self, run_id: int, test: ImageSet) -> None:
        """Let the other network be the one that counts: for every page, for export, and for the test accuracy.

        Raises
        ------
        StoreError
            If the run has no other one.
        NetworkFileError
            If a file is damaged or cannot be written; the run then stays as it is.
        """
        folder = self._runs.folder(self._runs.writable(run_id))
        other, judged = _other_path(folder), folder / NETWORK_FILE
        if other is None:
            raise StoreError(f"run {run_id} keeps one network only, so there is no other to judge it by")
        other = other.replace(folder / OTHER_FILE)
        result = evaluate(load_network(other), test)
        self._networks.keep(run_id, load_network(judged), name=SPARE_FILE, epoch=str(_epoch_of(judged)))
        other.replace(judged)
        (folder / SPARE_FILE).replace(folder / OTHER_FILE)
        table = tables.runs
        measured = {"test_accuracy": result.accuracy, "test_loss": result.loss}
        with self._database.writing() as connection:
            connection.execute(sa.update(table).where(table.c.id == run_id).values(**measured))


def _other_path(folder: Path) -> Path | None:
    """Return where the other network lies; under its spare name where a crash came between two renames."""
    return next((path for name in (OTHER_FILE, SPARE_FILE) if (path := folder / name).exists()), None)


def _epoch_of(path: Path) -> int | None:
    """Return the epoch that a network file names, None where it names none or cannot be read."""
    try:
        text = read_description(path.read_bytes()).metadata.get("epoch", "")
    except (OSError, NetworkFileError):
        return None
    return int(text) if text.isdecimal() else None
