"""What training measures, as rows of the store: one function a kind, within a transaction of the caller's."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from mnist_core.store import tables
from mnist_core.store.pin_readings import PinReading
from mnist_core.store.pin_readings import pack as pack_reading
from mnist_core.store.steps import pack, unpack
from mnist_core.training.events import BatchEnd, EpochEnd, Insight, SettingChanged

SHOWN_UNITS = 64
"""How many units of the first layer the live view keeps."""


@dataclass
class Measurements:
    """What training measured since the last write, and what a worker has to say of the run.

    Attributes
    ----------
    first_layer : tuple of int and array, or None
        A step and the weights of the first layer after it, shape (784, units).
    columns : dict
        Columns of `runs` and their values; a "status" among them must be one that may follow.
    """

    steps: list[BatchEnd] = field(default_factory=list)
    epochs: list[EpochEnd] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    changes: list[SettingChanged] = field(default_factory=list)
    first_layer: tuple[int, npt.NDArray[np.floating[Any]]] | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    pin_readings: list[PinReading] = field(default_factory=list)


def write_measurements(connection: sa.Connection, run_id: int, measured: Measurements) -> None:
    """Append everything but the columns of the run itself."""
    write_steps(connection, run_id, measured.steps)
    write_epochs(connection, run_id, measured.epochs)
    write_insights(connection, run_id, measured.insights)
    for change in measured.changes:
        write_change(connection, run_id, change)
    write_pin_readings(connection, run_id, measured.pin_readings)
    if measured.first_layer is not None:
        write_first_layer(connection, run_id, *measured.first_layer)


def write_steps(connection: sa.Connection, run_id: int, steps: Sequence[BatchEnd]) -> None:
    """Append steps as one row."""
    if steps:
        row = {"run_id": run_id, "last_step": steps[-1].step, "data": pack(steps)}
        connection.execute(tables.step_blocks.insert().values(**row))


def write_epochs(connection: sa.Connection, run_id: int, epochs: Iterable[EpochEnd]) -> None:
    """Append epochs, one row each."""
    if rows := [{"run_id": run_id, **asdict(item)} for item in epochs]:
        connection.execute(tables.epochs.insert(), rows)


def write_insights(connection: sa.Connection, run_id: int, insights: Iterable[Insight]) -> None:
    """Append looks inside the network; a second one at the same step replaces the first."""
    table = tables.insights
    for item in insights:
        connection.execute(table.delete().where(table.c.run_id == run_id, table.c.step == item.step))
        text = json.dumps([_rounded(getattr(item, column.name)) for column in fields(Insight)])
        connection.execute(table.insert().values(run_id=run_id, step=item.step, data=text))


def write_change(connection: sa.Connection, run_id: int, change: SettingChanged) -> None:
    """Record a changed setting."""
    connection.execute(tables.changes.insert().values(run_id=run_id, **asdict(change)))


def write_pin_readings(connection: sa.Connection, run_id: int, readings: Iterable[PinReading]) -> None:
    """Append what was answered to the pinned digits; a second time at the same step replaces the first."""
    table = tables.pin_readings
    for item in readings:
        connection.execute(table.delete().where(table.c.run_id == run_id, table.c.step == item.step))
        connection.execute(table.insert().values(run_id=run_id, step=item.step, data=pack_reading(item)))


def write_first_layer(
    connection: sa.Connection, run_id: int, step: int, weights: npt.NDArray[np.floating[Any]]
) -> None:
    """Keep the first units' weights as one signed byte each; they replace the last ones.

    Each weight is stored as round(w / s) with s = max|w| / 127, so that it is off by at most s / 2.
    """
    shown = weights[:, :SHOWN_UNITS]
    scale = float(np.abs(shown).max(initial=0.0)) / 127 or 1.0
    data = np.rint(shown / scale).astype(np.int8).tobytes()
    table = tables.first_layers
    connection.execute(table.delete().where(table.c.run_id == run_id))
    row = {"run_id": run_id, "step": step, "units": shown.shape[1], "scale": scale, "data": data}
    connection.execute(table.insert().values(**row))


def trim_after(connection: sa.Connection, run_id: int, step: int) -> None:
    """Remove the steps, epochs, insights and readings measured after `step`."""
    blocks = tables.step_blocks
    later = (blocks.c.run_id == run_id) & (blocks.c.last_step > step)
    records = unpack(connection.execute(sa.select(blocks.c.data).where(later).order_by(blocks.c.last_step)).scalars())
    kept = records[records["step"] <= step]
    connection.execute(blocks.delete().where(later))
    if len(kept):
        row = {"run_id": run_id, "last_step": int(kept["step"][-1]), "data": kept.tobytes()}
        connection.execute(blocks.insert().values(**row))
    for table in (tables.epochs, tables.insights, tables.pin_readings):
        connection.execute(table.delete().where(table.c.run_id == run_id, table.c.step > step))


def trim_again(connection: sa.Connection, run_id: int, measured: Measurements) -> None:
    """Remove what is about to be written, should it be there already."""
    blocks, epochs, changes = tables.step_blocks, tables.epochs, tables.changes
    if measured.steps:
        first = measured.steps[0].step
        connection.execute(blocks.delete().where(blocks.c.run_id == run_id, blocks.c.last_step >= first))
    if measured.epochs:
        first = measured.epochs[0].epoch
        connection.execute(epochs.delete().where(epochs.c.run_id == run_id, epochs.c.epoch >= first))
    for change in measured.changes:
        same = (changes.c.run_id == run_id) & (changes.c.step == change.step) & (changes.c.field == change.field)
        connection.execute(changes.delete().where(same))


def _rounded(value: Any) -> Any:
    """Return numbers with the six digits that a chart could show, nested ones too."""
    if isinstance(value, tuple):
        return [_rounded(item) for item in value]
    return value if isinstance(value, int) else float(f"{value:.6g}")


def read_insight(text: str) -> Insight:
    """Build an insight from its stored text, lists back to tuples."""
    return Insight(*(_as_tuple(value) for value in json.loads(text)))


def _as_tuple(value: Any) -> Any:
    """Return nested lists as nested tuples."""
    return tuple(_as_tuple(item) for item in value) if isinstance(value, list) else value
