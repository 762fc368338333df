"""What a run has measured so far: steps, epochs, insights, changed settings, and a view of the first layer."""

import csv
import io
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from mnist_core.store import commands, tables
from mnist_core.store.database import Database
from mnist_core.store.measurements import (
    Measurements,
    read_insight,
    trim_after,
    trim_again,
    write_epochs,
    write_measurements,
)
from mnist_core.store.run import RunStatus, update_held
from mnist_core.store.steps import StepSeries, unpack
from mnist_core.training.events import EpochEnd, Insight, SettingChanged

EPOCH_FIELDS = tuple(item.name for item in fields(EpochEnd))
LATEST_FIELDS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
OVER = (RunStatus.FINISHED, RunStatus.STOPPED, RunStatus.FAILED)
"""What ends a run, so that nothing that was asked of it counts any more."""

CHANGE_FIELDS = tuple(item.name for item in fields(SettingChanged))


class History:
    """The part of the run store that holds what training measured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def epochs(self, run_id: int) -> list[EpochEnd]:
        """Return a run's epochs, first to last."""
        return self.epochs_of([run_id])[run_id]

    def epochs_of(self, run_ids: Sequence[int]) -> dict[int, list[EpochEnd]]:
        """Return the epochs of several runs by one query; a run without any has an empty list."""
        table = tables.epochs
        query = sa.select(table.c.run_id, *(table.c[name] for name in EPOCH_FIELDS))
        query = query.where(table.c.run_id.in_(run_ids)).order_by(table.c.run_id, table.c.epoch)
        found: dict[int, list[EpochEnd]] = {run_id: [] for run_id in run_ids}
        with self._database.reading() as connection:
            for run_id, *values in connection.execute(query):
                found[run_id].append(EpochEnd(*values))
        return found

    def steps(self, run_id: int, after_step: int = 0) -> StepSeries:
        """Return a run's steps later than `after_step`; ask for the last one seen to get only what is new."""
        table = tables.step_blocks
        query = sa.select(table.c.data).where(table.c.run_id == run_id, table.c.last_step > after_step)
        with self._database.reading() as connection:
            blocks = connection.execute(query.order_by(table.c.last_step)).scalars().all()
        records = unpack(blocks)
        return StepSeries.from_records(records[records["step"] > after_step])

    def insights(self, run_id: int, after_step: int = 0) -> list[Insight]:
        """Return the looks inside the network that were taken after `after_step`."""
        table = tables.insights
        query = sa.select(table.c.data).where(table.c.run_id == run_id, table.c.step > after_step)
        with self._database.reading() as connection:
            return [read_insight(text) for text in connection.execute(query.order_by(table.c.step)).scalars()]

    def latest_insight(self, run_id: int) -> Insight | None:
        """Return the last look inside the network, or None."""
        table = tables.insights
        query = sa.select(table.c.data).where(table.c.run_id == run_id).order_by(table.c.step.desc()).limit(1)
        with self._database.reading() as connection:
            text = connection.execute(query).scalar_one_or_none()
        return read_insight(text) if text is not None else None

    def changes(self, run_id: int) -> list[SettingChanged]:
        """Return the settings that were changed while the run trained, in order."""
        table = tables.changes
        query = sa.select(*(table.c[name] for name in CHANGE_FIELDS)).where(table.c.run_id == run_id)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.step, table.c.id)).all()
        return [SettingChanged(*row) for row in rows]

    def first_layer(self, run_id: int) -> npt.NDArray[np.float32] | None:
        """Return the first layer's weights at the last insight, for the live view.

        Returns
        -------
        ndarray of float32, shape (784, n) or None
            Of the first `n` ≤ 64 units, rounded to 1/127 of the largest weight; None before the first insight.
        """
        table = tables.first_layers
        query = sa.select(table.c.units, table.c.scale, table.c.data).where(table.c.run_id == run_id)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return np.frombuffer(row.data, np.int8).reshape(-1, row.units) * np.float32(row.scale)

    def as_csv(self, run_id: int) -> str:
        """Return a run's epochs as CSV, a header line first."""
        text = io.StringIO()
        writer = csv.DictWriter(text, EPOCH_FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(item) for item in self.epochs(run_id))
        return text.getvalue()

    def write(
        self,
        run_id: int,
        measured: Measurements,
        *,
        held_by: int,
        obeyed: int | None = None,
        beat: bool = False,
        durable: bool = True,
        again: bool = False,
    ) -> None:
        """Write what a worker measured, all of it or nothing.

        Parameters
        ----------
        run_id : int
        measured : Measurements
        held_by : int
            The worker that measured it, which must still hold the run.
            If it lets the run go, it is idle from then on.
        obeyed : int, optional
            The last command that was obeyed; it and those before it are removed. All are where the run is over.
        beat : bool, default False
            Whether to write down that the worker is alive.
        durable : bool, default True
            Whether it must outlast a power cut, with all that was written before.
        again : bool, default False
            Whether some of it may have been written before, by a call of which no answer came.

        Raises
        ------
        StoreError
            If the store cannot be written now.
        RunTaken
            If another worker holds the run by now; nothing was written.
        """
        with self._database.writing(durable=durable) as connection:
            update_held(connection, run_id, held_by, **measured.columns)
            if again:
                trim_again(connection, run_id, measured)
            write_measurements(connection, run_id, measured)
            if measured.columns.get("status") in OVER:
                commands.discard(connection, run_id)
            elif obeyed is not None:
                commands.discard(connection, run_id, up_to_id=obeyed)
            lets_go = "worker_id" in measured.columns
            if beat or lets_go:
                workers = tables.workers
                alive = {"heartbeat": time.time()} | ({"run_id": None} if lets_go else {})
                connection.execute(workers.update().where(workers.c.id == held_by).values(**alive))

    def begin(self, run_id: int, *, held_by: int, **columns: Any) -> None:
        """Set columns of a run that has measured nothing yet; a RunTaken is raised unless the worker holds it."""
        with self._database.writing(durable=False) as connection:
            update_held(connection, run_id, held_by, **columns)

    def rewind(
        self,
        run_id: int,
        *,
        epoch: int,
        step: int,
        held_by: int,
        known: Sequence[EpochEnd] = (),
        **columns: Any,
    ) -> None:
        """Set a run back to a step, from which training goes on: forget what was measured after it.

        Changed settings are kept, because each is replayed at its step.

        Parameters
        ----------
        run_id, epoch, step : int
        held_by : int
            The worker that must hold the run.
        known : sequence of EpochEnd
            Epochs up to there; those that the store has lost are written again.
        **columns
            Other columns of `runs` and their values.

        Raises
        ------
        RunTaken
            If the worker does not hold the run; nothing was changed.
        """
        with self._database.writing(durable=False) as connection:
            update_held(connection, run_id, held_by)
            trim_after(connection, run_id, step)
            table = tables.epochs
            recorded = set(connection.execute(sa.select(table.c.epoch).where(table.c.run_id == run_id)).scalars())
            write_epochs(connection, run_id, [item for item in known if item.epoch not in recorded])
            kept = connection.execute(
                sa.select(tables.epochs).where(tables.epochs.c.run_id == run_id).order_by(tables.epochs.c.epoch)
            ).all()
            last = kept[-1] if kept else None
            measured = {name: last and getattr(last, name) for name in LATEST_FIELDS}
            accuracies = [row.validation_accuracy for row in kept if row.validation_accuracy is not None]
            columns |= measured | {
                "epoch": epoch,
                "step": step,
                "best_validation_accuracy": max(accuracies, default=None),
                "train_seconds": sum(row.train_seconds for row in kept),
            }
            connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(**columns))
