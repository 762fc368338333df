"""Networks and other files of a run: load, export, import, and how much disk they take."""

import json
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from mnist_core.data.dataset import ImageSet
from mnist_core.data.reference import MNIST
from mnist_core.errors import CheckpointError, DataError, StoreError
from mnist_core.evaluation.report import Evaluation, evaluate
from mnist_core.files.checkpoint import latest_checkpoint
from mnist_core.files.network_file import (
    load_network,
    network_bytes,
    network_data,
    read_description,
    read_network,
    save_network,
)
from mnist_core.files.owner import OWNER, check_owner
from mnist_core.nn.network import NeuralNetwork
from mnist_core.plain_text import one_line
from mnist_core.pretrained import load_pretrained
from mnist_core.store import tables
from mnist_core.store.data_sets import DataSets
from mnist_core.store.database import Database
from mnist_core.store.pretrained import PRETRAINED_ID
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.runs import Runs
from mnist_core.store.schema import BEFORE
from mnist_core.training.config import TrainingConfig

NETWORK_FILE = "network.safetensors"


@dataclass(frozen=True)
class DiskUse:
    """Bytes that the store takes: each run's files, the database, the workers' logs, and all together."""

    runs: dict[int, int]
    database: int
    logs: int
    total: int


class Networks:
    """The part of the run store that keeps networks as files."""

    def __init__(self, database: Database, runs: Runs) -> None:
        self._database = database
        self._runs = runs

    def check_owner(self, run: Run) -> None:
        """Make sure that the files in a run's folder are its own.

        Raises
        ------
        CheckpointError
            If one of them is another run's.
        """
        is_older = run.identity is None or run.identity.startswith(BEFORE)
        check_owner(self._runs.folder(run.id), run.identity, may_be_nameless=is_older)

    def load(self, run_id: int) -> NeuralNetwork:
        """Return the weights that a run keeps: its final network, or that of its latest checkpoint.

        Raises
        ------
        StoreError
            If the run has none yet.
        CheckpointError, NetworkFileError
            If what it has is damaged.
        """
        if run_id == PRETRAINED_ID:
            return load_pretrained()
        run = self._runs.get(run_id)
        self.check_owner(run)
        try:
            network = self._kept_network(run_id)
        except CheckpointError:  # a worker may have replaced the file while it was being read
            network = self._kept_network(run_id)
        if network is not None:
            return network
        if run.has_checkpoint:
            raise StoreError(f"the network of run {run_id} is missing; put a copy of {self._runs.folder(run_id)} back")
        raise StoreError(f"run {run_id} has no network yet; its first is kept at the end of its first epoch")

    def export(self, run_id: int) -> bytes:
        """Return a run's network as the bytes of a safetensors file, with its configuration and test accuracy."""
        return network_bytes(self.load(run_id), metadata=network_facts(self._runs.get(run_id)))

    def import_(self, data: bytes, name: str = "", *, test: ImageSet | None = None) -> Run:
        """Add a network from outside as a run that Evaluate and Draw can use.

        Parameters
        ----------
        data : bytes
            A safetensors file that `export` or `save_network` made, of unknown origin.
        name : str, optional
            Default: the name in the file.
        test : ImageSet, optional
            MNIST's test images, where the caller holds them already. The accuracy is measured, not believed; that of a
            network of other data is unknown where these are not in the store.

        Raises
        ------
        NetworkFileError
            If the file is refused.
        """
        network = read_network(data)
        facts = read_description(data).metadata
        config = _claimed_config(facts.get("config", ""), network)
        result = self._measured(network, config, test)
        with self._database.writing() as connection:
            run_id = self._runs.insert(
                connection,
                config,
                name or one_line(facts.get("name", ""), 100) or "Imported network",
                preset="",
                source="imported",
                status=RunStatus.FINISHED,
                has_checkpoint=True,
                test_accuracy=result.accuracy if result else None,
                test_loss=result.loss if result else None,
            )
            identity = tables.runs.c.identity
            owner = connection.execute(sa.select(identity).where(tables.runs.c.id == run_id)).scalar_one()
            run_facts = {key: facts[key] for key in ("config", "name") if key in facts} | {OWNER: owner}
            save_network(network, self._runs.folder(run_id) / NETWORK_FILE, metadata=run_facts)
        return self._runs.get(run_id)

    def keep(
        self,
        run_id: int,
        network: NeuralNetwork,
        *,
        name: str = NETWORK_FILE,
        held_by: int | None = None,
        **facts: str,
    ) -> None:
        """Write a finished run's network as a file of its own, with what is said of the run and more facts.

        Raises
        ------
        NetworkFileError
            If it cannot be written.
        RunTaken
            If the worker `held_by` does not hold the run; nothing was changed.
        """

        def check_holder() -> None:
            if held_by is not None:
                self._runs.check_holder(run_id, held_by)

        run = self._runs.get(run_id)
        known = network_facts(run) | {OWNER: run.identity or ""}
        save_network(network, self._runs.folder(run_id) / name, metadata=known | facts, still_wanted=check_holder)

    def _measured(self, network: NeuralNetwork, config: TrainingConfig, test: ImageSet | None) -> Evaluation | None:
        """Measure a network on the test images of the data that it was made for; None where those are not here."""
        if config.data.shows_digits and test is not None:
            return evaluate(network, test)
        try:
            data = MNIST if config.data.shows_digits else config.data
            return evaluate(network, DataSets(self._database.folder).load(data).test)
        except DataError:
            return None

    def _kept_network(self, run_id: int) -> NeuralNetwork | None:
        """Return a run's final network, or that of its latest checkpoint, or None."""
        folder = self._runs.folder(run_id)
        if (path := folder / NETWORK_FILE).exists():
            return load_network(path)
        checkpoint, _ = latest_checkpoint(folder)
        return checkpoint.network if checkpoint is not None else None

    def disk_use(self) -> DiskUse:
        """Return how many bytes the store takes."""
        runs: dict[int, int] = {}
        for folder in self._database.folder.glob("run-*"):
            if folder.name[4:].isdigit():
                runs[int(folder.name[4:])] = _size(folder)
        database = sum(_file_size(path) for path in self._database.folder.glob("runs.sqlite*"))
        logs = _size(self._database.folder / "logs")
        return DiskUse(runs, database, logs, sum(runs.values()) + database + logs)


def network_facts(run: Run) -> dict[str, str]:
    """Return what a network file says of the run that made it."""
    facts = {"name": run.name, "config": json.dumps(run.config.to_dict())}
    if run.test_accuracy is not None and run.test_loss is not None:
        facts |= {"test_accuracy": repr(run.test_accuracy), "test_loss": repr(run.test_loss)}
    return facts


def _claimed_config(text: str, network: NeuralNetwork) -> TrainingConfig:
    """Return the configuration that a file claims, where it fits its network; else one that does."""
    sizes, data = tuple(network.layer_sizes[1:-1]), network_data(network.layer_sizes, network.class_names)
    try:
        config = TrainingConfig.from_dict(json.loads(text))
        form = (config.data.image_side, config.data.class_names)
        if config.hidden_sizes == sizes and form == (data.image_side, data.class_names):
            return config
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    return TrainingConfig(hidden_sizes=sizes, batch_norm=network.batch_norm, data=data)


def _size(folder: Path) -> int:
    """Return the bytes of a folder's files."""
    return sum(_file_size(path) for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def _file_size(path: Path) -> int:
    """Return a file's bytes, 0 if it has just gone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
