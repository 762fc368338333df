"""What a person asks of a run while it trains.

A command is a row that the run's worker takes by the clock, a few times a second; nothing else connects a page with
the training process.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import ConfigurationError
from mnist_core.store import tables
from mnist_core.training.config import LIVE_FIELDS, checked

KINDS = ("pause", "resume", "stop", "change", "step", "speed")


@dataclass(frozen=True)
class Command:
    """One request: `pause`, `resume`, `stop`; or `change` (field, value), `step` (batches or epochs), `speed`."""

    id: int
    kind: str
    payload: dict[str, Any]


def checked_payload(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a command carries, checked, or raise a ConfigurationError of one sentence."""
    if kind not in KINDS:
        raise ConfigurationError(f"a command must be one of {', '.join(KINDS)}, got {kind!r}")
    if kind == "change" and payload.keys() == {"field", "value"}:
        field = payload["field"]
        if field not in LIVE_FIELDS:
            raise ConfigurationError(f"only {', '.join(LIVE_FIELDS)} can change while a network trains, got {field!r}")
        return {"field": field, "value": checked(field, payload["value"])}
    if kind == "step" and len(payload) == 1 and payload.keys() <= {"batches", "epochs"}:
        (unit, count) = next(iter(payload.items()))
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 100_000:
            raise ConfigurationError(f"{unit} must be a whole number from 1 to 100000, got {count!r}")
        return payload
    if kind == "speed" and payload.keys() == {"steps_per_second"}:
        speed = payload["steps_per_second"]
        if speed is not None and (
            isinstance(speed, bool) or not isinstance(speed, int | float) or not 0 < speed <= 1e6
        ):
            raise ConfigurationError(f"steps_per_second must be a number in (0, 1000000] or None, got {speed!r}")
        return payload
    if kind in ("pause", "resume", "stop") and not payload:
        return payload
    raise ConfigurationError(f"the command {kind} does not take {', '.join(payload) or 'nothing'}")


def send(connection: sa.Connection, run_id: int, kind: str, payload: dict[str, Any]) -> None:
    """Leave a command for a run's worker."""
    connection.execute(tables.commands.insert().values(run_id=run_id, kind=kind, payload=json.dumps(payload)))


def waiting(connection: sa.Connection, run_id: int, after_id: int = 0) -> Sequence[Command]:
    """Return the commands that wait for a run's worker, oldest first."""
    table = tables.commands
    query = sa.select(table.c.id, table.c.kind, table.c.payload)
    query = query.where(table.c.run_id == run_id, table.c.id > after_id).order_by(table.c.id)
    return [Command(row.id, row.kind, json.loads(row.payload)) for row in connection.execute(query)]


def discard_halts(connection: sa.Connection, run_id: int) -> None:
    """Remove what would halt a run at once that a person has just asked to go on."""
    table = tables.commands
    connection.execute(table.delete().where(table.c.run_id == run_id, table.c.kind.in_(("pause", "stop"))))


def discard(connection: sa.Connection, run_id: int, *, up_to_id: int | None = None) -> None:
    """Remove commands that were obeyed, or all of a run's."""
    table = tables.commands
    query = table.delete().where(table.c.run_id == run_id)
    connection.execute(query if up_to_id is None else query.where(table.c.id <= up_to_id))
