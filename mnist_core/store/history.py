"""What a run has measured so far: steps, epochs, insights, changed settings, and a view of the first layer."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.steps import StepSeries, pack, unpack
from mnist_core.training.events import BatchEnd, EpochEnd, Insight, SettingChanged

SHOWN_UNITS = 64
"""How many units of the first layer the live view keeps."""

EPOCH_FIELDS = tuple(item.name for item in fields(EpochEnd))
LATEST_FIELDS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
CHANGE_FIELDS = tuple(item.name for item in fields(SettingChanged))


class RunHistory(Database):
    """The part of the run store that holds what training measured."""

    def epochs(self, id: int) -> list[EpochEnd]:
        """Return a run's epochs, first to last."""
        return self.epochs_of([id])[id]

    def epochs_of(self, ids: Sequence[int]) -> dict[int, list[EpochEnd]]:
        """Return the epochs of several runs by one query; a run without any has an empty list."""
        table = tables.epochs
        query = sa.select(table.c.run_id, *(table.c[name] for name in EPOCH_FIELDS))
        query = query.where(table.c.run_id.in_(ids)).order_by(table.c.run_id, table.c.epoch)
        found: dict[int, list[EpochEnd]] = {id_: [] for id_ in ids}
        with self.reading() as connection:
            for run_id, *values in connection.execute(query):
                found[run_id].append(EpochEnd(*values))
        return found

    def steps(self, id: int, after_step: int = 0) -> StepSeries:
        """Return a run's steps later than `after_step`; ask for the last one seen to get only what is new."""
        table = tables.step_blocks
        query = sa.select(table.c.data).where(table.c.run_id == id, table.c.last_step > after_step)
        with self.reading() as connection:
            blocks = connection.execute(query.order_by(table.c.last_step)).scalars().all()
        records = unpack(blocks)
        return StepSeries.from_records(records[records["step"] > after_step])

    def insights(self, id: int, after_step: int = 0) -> list[Insight]:
        """Return the looks inside the network that were taken after `after_step`."""
        table = tables.insights
        query = sa.select(table.c.data).where(table.c.run_id == id, table.c.step > after_step)
        with self.reading() as connection:
            return [_read_insight(text) for text in connection.execute(query.order_by(table.c.step)).scalars()]

    def latest_insight(self, id: int) -> Insight | None:
        """Return the last look inside the network, or None."""
        table = tables.insights
        query = sa.select(table.c.data).where(table.c.run_id == id).order_by(table.c.step.desc()).limit(1)
        with self.reading() as connection:
            text = connection.execute(query).scalar_one_or_none()
        return _read_insight(text) if text is not None else None

    def changes(self, id: int) -> list[SettingChanged]:
        """Return the settings that were changed while the run trained, in order."""
        table = tables.changes
        query = sa.select(*(table.c[name] for name in CHANGE_FIELDS)).where(table.c.run_id == id)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(table.c.step, table.c.id)).all()
        return [SettingChanged(*row) for row in rows]

    def first_layer_weights(self, id: int) -> npt.NDArray[np.float32] | None:
        """Return the first layer's weights at the last insight, for the live view.

        Returns
        -------
        ndarray of float32, shape (784, n) or None
            Of the first `n` ≤ 64 units, rounded to 1/127 of the largest weight; None before the first insight.
        """
        table = tables.first_layers
        query = sa.select(table.c.units, table.c.scale, table.c.data).where(table.c.run_id == id)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return np.frombuffer(row.data, np.int8).reshape(-1, row.units) * np.float32(row.scale)

    def history_csv(self, id: int) -> str:
        """Return a run's epochs as CSV, a header line first."""
        text = io.StringIO()
        writer = csv.DictWriter(text, EPOCH_FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(item) for item in self.epochs(id))
        return text.getvalue()

    def rewind(self, id: int, *, epoch: int, step: int, **columns: Any) -> None:
        """Set a run back to a step, from which training goes on: forget what was measured after it.

        Changed settings are kept, because each is replayed at its step.
        """
        with self.writing() as connection:
            trim_after(connection, id, step)
            kept = connection.execute(
                sa.select(tables.epochs).where(tables.epochs.c.run_id == id).order_by(tables.epochs.c.epoch)
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
            connection.execute(tables.runs.update().where(tables.runs.c.id == id).values(**columns))


def write_steps(connection: sa.Connection, id: int, steps: Sequence[BatchEnd]) -> None:
    """Append steps as one row."""
    if steps:
        row = {"run_id": id, "last_step": steps[-1].step, "data": pack(steps)}
        connection.execute(tables.step_blocks.insert().values(**row))


def write_epochs(connection: sa.Connection, id: int, epochs: Iterable[EpochEnd]) -> None:
    """Append epochs, one row each."""
    if rows := [{"run_id": id, **asdict(item)} for item in epochs]:
        connection.execute(tables.epochs.insert(), rows)


def write_insights(connection: sa.Connection, id: int, insights: Iterable[Insight]) -> None:
    """Append looks inside the network; a second one at the same step replaces the first."""
    table = tables.insights
    for item in insights:
        connection.execute(table.delete().where(table.c.run_id == id, table.c.step == item.step))
        text = json.dumps([_rounded(getattr(item, column.name)) for column in fields(Insight)])
        connection.execute(table.insert().values(run_id=id, step=item.step, data=text))


def write_change(connection: sa.Connection, id: int, change: SettingChanged) -> None:
    """Record a changed setting."""
    connection.execute(tables.changes.insert().values(run_id=id, **asdict(change)))


def write_first_layer(connection: sa.Connection, id: int, step: int, weights: npt.NDArray[np.floating[Any]]) -> None:
    """Keep the first units' weights as one signed byte each; they replace the last ones.

    Each weight is stored as round(w / s) with s = max|w| / 127, so that it is off by at most s / 2.
    """
    shown = weights[:, :SHOWN_UNITS]
    scale = float(np.abs(shown).max(initial=0.0)) / 127 or 1.0
    data = np.rint(shown / scale).astype(np.int8).tobytes()
    table = tables.first_layers
    connection.execute(table.delete().where(table.c.run_id == id))
    row = {"run_id": id, "step": step, "units": shown.shape[1], "scale": scale, "data": data}
    connection.execute(table.insert().values(**row))


def trim_after(connection: sa.Connection, id: int, step: int) -> None:
    """Remove the steps, epochs and insights measured after `step`."""
    blocks, epochs, insights = tables.step_blocks, tables.epochs, tables.insights
    later = (blocks.c.run_id == id) & (blocks.c.last_step > step)
    records = unpack(connection.execute(sa.select(blocks.c.data).where(later).order_by(blocks.c.last_step)).scalars())
    kept = records[records["step"] <= step]
    connection.execute(blocks.delete().where(later))
    if len(kept):
        row = {"run_id": id, "last_step": int(kept["step"][-1]), "data": kept.tobytes()}
        connection.execute(blocks.insert().values(**row))
    connection.execute(epochs.delete().where(epochs.c.run_id == id, epochs.c.step > step))
    connection.execute(insights.delete().where(insights.c.run_id == id, insights.c.step > step))


def _rounded(value: Any) -> Any:
    """Return numbers with the six digits that a chart could show, nested ones too."""
    if isinstance(value, tuple):
        return [_rounded(item) for item in value]
    return value if isinstance(value, int) else float(f"{value:.6g}")


def _read_insight(text: str) -> Insight:
    """Build an insight from its stored text, lists back to tuples."""
    return Insight(*(_as_tuple(value) for value in json.loads(text)))


def _as_tuple(value: Any) -> Any:
    """Return nested lists as nested tuples."""
    return tuple(_as_tuple(item) for item in value) if isinstance(value, list) else value
