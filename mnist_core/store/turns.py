"""Turns: whose run is taken from the queue next, where several people share it.

Whoever had a turn longest ago comes first, and of that person's runs the one that stands first in the queue. So nobody
waits for all of another's runs, however many those are. Runs of nobody, as a single person's, share one turn and are
taken in the queue's own order.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from mnist_core.store import tables
from mnist_core.store.run import RunStatus

NOBODY = ""
"""Stands for those who made runs without a name."""

OWNER = sa.func.coalesce(tables.runs.c.visitor, NOBODY)


LAST_TURN = sa.func.coalesce(tables.turns.c.turn, 0)
"""When a run's owner had a turn, counted from 1; 0 if never."""


def next_in_queue(connection: sa.Connection) -> int | None:
    """Return the queued run that trains next, or None."""
    query = queued_runs(tables.runs.c.id)
    runs = tables.runs
    return connection.execute(query.order_by(LAST_TURN, runs.c.queue_position, runs.c.id).limit(1)).scalar_one_or_none()


def queued_runs(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return the query for all that waits, each run beside its owner's last turn."""
    runs, turns = tables.runs, tables.turns
    joined = runs.outerjoin(turns, turns.c.visitor == OWNER)
    waits = (runs.c.status == RunStatus.QUEUED, runs.c.deleted_at.is_(None))
    return sa.select(*columns).select_from(joined).where(*waits)


def take_turn(connection: sa.Connection, run_id: int) -> None:
    """Write down that a run's owner has just had a turn; nobody else may write meanwhile."""
    turns = tables.turns
    owner = connection.execute(sa.select(OWNER).where(tables.runs.c.id == run_id)).scalar_one()
    last = connection.execute(sa.select(sa.func.max(turns.c.turn))).scalar_one() or 0
    if not connection.execute(turns.update().where(turns.c.visitor == owner).values(turn=last + 1)).rowcount:
        connection.execute(turns.insert().values(visitor=owner, turn=last + 1))


def fair_order(connection: sa.Connection) -> list[int]:
    """Return the numbers of all queued runs in the order in which they will be taken."""
    runs = tables.runs
    query = queued_runs(runs.c.id, OWNER.label("owner"), LAST_TURN.label("turn"))
    return order_of(connection.execute(query.order_by(runs.c.queue_position, runs.c.id)).all())


def order_of(waiting: Sequence[Any]) -> list[int]:
    """Return the `id` of each row in the order of turns, given rows in the queue's order with `owner` and `turn`."""
    rounds: Counter[str] = Counter()
    first: dict[str, int] = {}
    ranked = []
    for place, row in enumerate(waiting):
        first.setdefault(row.owner, place)
        ranked.append((rounds[row.owner], row.turn, first[row.owner], row.id))
        rounds[row.owner] += 1
    return [key[-1] for key in sorted(ranked)]
