"""How many runs wait or train, and where the queue begins and ends."""

import sqlalchemy as sa

from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.visitor import Visitor


def queue_ends(connection: sa.Connection) -> tuple[float, float]:
    """Return the lowest and the highest position in the queue."""
    position = tables.runs.c.queue_position
    low, high = connection.execute(sa.select(sa.func.min(position), sa.func.max(position))).one()
    return (low or 0.0, high or 0.0)


def count_runs(connection: sa.Connection, status: RunStatus, visitor: Visitor | None = None) -> int:
    """Return how many runs have this status, or how many of a visitor's."""
    table = tables.runs
    query = sa.select(sa.func.count()).select_from(table).where(table.c.status == status, table.c.deleted_at.is_(None))
    if visitor is not None:
        query = query.where(table.c.visitor == visitor.name)
    return int(connection.execute(query).scalar_one())
