"""Runs that move from one machine to another, each as one file."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import BundleError, StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.files import snapshots
from mnist_core.files.bundle import MAX_BUNDLE_BYTES, Bundle, read_bundle, write_bundle
from mnist_core.files.durable import write_durably
from mnist_core.files.network_file import (
    network_bytes,
    network_data,
    read_description,
    read_network,
    save_network,
)
from mnist_core.files.owner import OWNER
from mnist_core.files.several_bundles import unpack_several
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.history import History
from mnist_core.store.measurements import Measurements, write_measurements
from mnist_core.store.networks import NETWORK_FILE, Networks, network_facts
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.run_row import fits
from mnist_core.store.runs import Runs
from mnist_core.store.steps import RECORD, StepSeries, unpack

LEFT_BEHIND = {
    "id",
    "identity",
    "config",
    "source",
    "queue_position",
    "has_checkpoint",
    "deleted_at",
    "continues",
    "visitor",
}
"""What of a run belongs to its store, or is written elsewhere in a bundle."""

ZIP = b"PK"
"""How a bundle begins."""

BLOCK_STEPS = 100_000
"""Steps that are written as one row."""


class Bundles:
    """The part of the run store that takes runs away and brings them in."""

    def __init__(self, database: Database, runs: Runs, history: History, networks: Networks) -> None:
        self._database, self._runs, self._history, self._networks = database, runs, history, networks

    def export(self, run_id: int) -> bytes:
        """Return a run with its history, snapshots and network as the bytes of one file.

        Of a run that is still training it holds what there is by now, and says that it was stopped.

        Raises
        ------
        StoreError
            If there is no such run.
        CheckpointError, NetworkFileError
            If its network is damaged.
        """
        run = self._runs.get(run_id)
        columns = [item.name for item in fields(Run) if item.name not in LEFT_BEHIND]
        facts = {name: getattr(run, name) for name in columns} | {"status": _status(run.status).value}
        folder = self._runs.folder(run_id)
        kept = {step: snapshots.snapshot_path(folder, step) for step in snapshots.snapshot_steps(folder)}
        network = (
            network_bytes(self._networks.load(run_id), metadata=network_facts(run)) if run.has_checkpoint else None
        )
        return write_bundle(
            Bundle(
                run.config,
                facts,
                self._history.epochs(run_id),
                self._history.insights(run_id),
                self._history.changes(run_id),
                _records(self._history.steps(run_id)).tobytes(),
                network,
                {step: path.read_bytes() for step, path in kept.items() if path.exists()},
            )
        )

    def import_(self, data: bytes, *, test: ImageSet | None = None) -> Run:
        """Add a run from another machine, all of it or nothing; its accuracy is measured, not believed.

        Parameters
        ----------
        data : bytes
            A file that `export` made, of unknown origin.
        test : ImageSet, optional
            Test images, where the caller holds them already.

        Raises
        ------
        BundleError
            If the file is refused.
        StoreError
            If the store cannot be written.
        """
        bundle = read_bundle(data)
        network = read_network(bundle.network) if bundle.network is not None else None
        columns = _columns(bundle) | _measured(network, test)
        steps = _checked_steps(bundle.steps)
        name = str(bundle.facts.get("name") or "Imported run")
        with self._database.writing() as connection:
            run_id = self._runs.insert(
                connection, bundle.config, name, source="imported", has_checkpoint=network is not None, **columns
            )
            last = bundle.insights[-1].step if bundle.insights else 0
            first_layer = (last, next(iter(network.named_parameters().values()))) if network and last else None
            measured = Measurements(
                epochs=bundle.epochs, insights=bundle.insights, changes=bundle.changes, first_layer=first_layer
            )
            write_measurements(connection, run_id, measured)
            _write_blocks(connection, run_id, steps)
            identity = tables.runs.c.identity
            owner = connection.execute(sa.select(identity).where(tables.runs.c.id == run_id)).scalar_one()
            self._write_files(run_id, bundle, network, owner)
        return self._runs.get(run_id)

    def import_file(self, path: Path) -> list[Run]:
        """Add the run, the runs or the network that a file holds, told apart by its first bytes.

        Raises
        ------
        BundleError, NetworkFileError
            If the file cannot be read or is refused.
        StoreError
            If the store cannot be written.
        """
        try:
            if path.stat().st_size > MAX_BUNDLE_BYTES:
                raise BundleError(f"{path.name} is larger than {MAX_BUNDLE_BYTES / 1e6:g} MB, so it is not a run")
            data = path.read_bytes()
        except OSError as error:
            raise BundleError(f"{path} cannot be read: {error.strerror or error}") from error
        return [self.import_any(part) for part in unpack_several(data)]

    def import_any(self, data: bytes, *, test: ImageSet | None = None) -> Run:
        """Add a run or a network from bytes of unknown origin; `test` as in `import_`."""
        import_ = self.import_ if data.startswith(ZIP) else self._networks.import_
        return import_(data, test=test)

    def _write_files(self, run_id: int, bundle: Bundle, network: NeuralNetwork | None, owner: str) -> None:
        """Write the network, as this run's own, and the snapshots into the run's folder."""
        folder = self._runs.folder(run_id)
        try:
            for step, data in bundle.snapshots.items():
                path = snapshots.snapshot_path(folder, step)
                write_durably(path, lambda place, data=data: place.write_bytes(data))  # type: ignore[misc]
        except OSError as error:
            raise StoreError(f"the run's files cannot be written: {error.strerror or error}") from error
        if network is not None and bundle.network is not None:
            facts = dict(read_description(bundle.network).metadata) | {OWNER: owner}
            save_network(network, folder / NETWORK_FILE, metadata=facts)


def _status(status: RunStatus) -> RunStatus:
    """Return a run's status where it is not trained."""
    return status if status.is_over else RunStatus.STOPPED


def _records(series: StepSeries) -> np.ndarray:
    """Return a run's steps as an array of `RECORD`."""
    records = np.empty(len(series), RECORD)
    for name in RECORD.names or ():
        records[name] = getattr(series, name)
    return records


def _columns(bundle: Bundle) -> dict[str, Any]:
    """Return the columns of `runs` that a bundle speaks of."""
    known = {item.name for item in fields(Run)} - LEFT_BEHIND - {"name"}
    columns = {"preset": "", "status": ""} | {name: bundle.facts[name] for name in known & bundle.facts.keys()}
    if not all(fits(tables.runs.c[name], value) for name, value in columns.items()):
        raise BundleError("the bundle holds values that no run can have; export the run again")
    return columns | {"status": _status(RunStatus(columns["status"]))}


def _measured(network: NeuralNetwork | None, test: ImageSet | None) -> dict[str, float | None]:
    """Return what the network reads of the test images now."""
    from mnist_core.data.mnist import open_mnist

    if network is None or not network_data(network.layer_sizes, network.class_names).shows_digits:
        return {"test_accuracy": None, "test_loss": None}
    result = evaluate(network, open_mnist().test if test is None else test)
    return {"test_accuracy": result.accuracy, "test_loss": result.loss}


def _checked_steps(data: bytes) -> np.ndarray:
    """Return a bundle's steps as an array of `RECORD`, or raise a BundleError."""
    if len(data) % RECORD.itemsize:
        raise BundleError("the bundle's steps are cut short; export the run again")
    records = unpack([data])
    if (np.diff(records["step"]) <= 0).any() or (len(records) and records["step"][0] < 1):
        raise BundleError("the bundle's steps are out of order; export the run again")
    if any(np.isnan(records[name]).any() for name in ("loss", "accuracy", "learning_rate")):
        raise BundleError("the bundle's steps hold values that are no numbers; export the run again")
    return records


def _write_blocks(connection: sa.Connection, run_id: int, records: np.ndarray) -> None:
    """Write steps as rows of a bounded size."""
    for start in range(0, len(records), BLOCK_STEPS):
        block = records[start : start + BLOCK_STEPS]
        row = {"run_id": run_id, "last_step": int(block["step"][-1]), "data": block.tobytes()}
        connection.execute(tables.step_blocks.insert().values(**row))
