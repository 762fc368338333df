"""A run as a row of the store: what of it is written, and what can be read back.

A store lives for years and is copied, mended by hand and read by other versions. So a row is checked as anything from
outside is: one that no run can be is a sentence, and hides no other.
"""

import json
import math
import time
from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import ConfigurationError, StoreError
from mnist_core.store import tables
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.schema import new_identity
from mnist_core.training.config import TrainingConfig

COLUMNS = tuple(tables.runs.c[item.name] for item in fields(Run))
"""What a query selects to build a Run."""

LATEST = 4102444800.0
"""Seconds from 1970 to 2100: no moment of a run is later."""


def read_row(row: Any) -> Run:
    """Build a run from a row of `COLUMNS`.

    Raises
    ------
    StoreError
        If the row holds what no run can have.
    """
    values = dict(row._mapping)
    for column in COLUMNS:
        if not fits(column, values[column.name]):
            raise _unreadable(values["id"], f"its {column.name} is {values[column.name]!r:.40}")
    try:
        config = _read_config(values["config"])
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(values["id"], "its configuration is damaged") from error
    return Run(**values | {"config": config, "status": RunStatus(values["status"])})


def write_config(config: TrainingConfig) -> str:
    """Return a configuration as the text that the store keeps."""
    return json.dumps(config.to_dict())


def insert_row(
    connection: sa.Connection, config: TrainingConfig, values: dict[str, Any], *, is_taken: Callable[[int], bool]
) -> int:
    """Insert a run and return its number; a run without a name is called by it.

    Parameters
    ----------
    values : dict
        The other columns that are not at their default, the name among them.
    is_taken : callable
        Whether a number must be passed over: what lies in its folder is another run's, of a store that was here before.
    """
    table = tables.runs
    row = {"created_at": time.time(), "config": write_config(config), "identity": new_identity(), **values}
    while True:
        key = connection.execute(table.insert().values(**row)).inserted_primary_key
        assert key is not None
        run_id = int(key[0])
        if not is_taken(run_id):
            break
        connection.execute(table.delete().where(table.c.id == run_id))
    if not row["name"]:
        connection.execute(table.update().where(table.c.id == run_id).values(name=f"Run {run_id}"))
    return run_id


def checked_name(name: str) -> str:
    """Return a run's name without blanks around it, or raise where no database could hold it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise StoreError(f"a run's name must be text in UTF-8, got {ascii(name):.60}") from None
    return name.strip()


def fits(column: sa.Column[Any], value: Any) -> bool:
    """Tell whether a run may have this value in a column; SQLite keeps anything in any."""
    if column.name == "status":
        return value in set(RunStatus)
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, sa.String):
        return isinstance(value, str)
    if not isinstance(value, int | float):
        return False
    if not math.isfinite(value):
        return column.name.endswith("_loss")  # one that has grown without bound is still one
    if isinstance(column.type, sa.Integer) and not isinstance(value, int):
        return False
    return not column.name.endswith("_at") or 0 <= value <= LATEST


def _unreadable(run_id: Any, reason: str) -> StoreError:
    """Return the error for a row that holds what no run can have."""
    return StoreError(f"run {run_id!s:.20} cannot be read: {reason}")


@lru_cache(maxsize=4096)
def _read_config(text: str) -> TrainingConfig:
    """Read a configuration; the same text is read once.

    A field that this version does not know, or a value that it refuses, is left out, so that one odd run, such as one
    of another version, does not hide all the others.
    """
    values = json.loads(text)
    try:
        return TrainingConfig.from_dict(values)
    except ConfigurationError:
        return TrainingConfig.from_dict({name: value for name, value in values.items() if _is_valid(name, value)})


def _is_valid(name: str, value: Any) -> bool:
    """Tell whether a configuration may have this value."""
    try:
        TrainingConfig.from_dict({name: value})
    except ConfigurationError:
        return False
    return True
