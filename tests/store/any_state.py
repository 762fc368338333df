"""Runs in any state, without the history that leads there."""

from typing import Any

from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore


def put(store: RunStore, run_id: int, status: RunStatus, **columns: Any) -> None:
    """Give a run a status, whatever it was before; a run that trains is held by this process."""
    if status.is_active and "worker_id" not in columns:
        columns["worker_id"] = store.workers.register()
    values = {"status": status, "queue_position": None, **columns}
    with store.database.writing() as connection:
        connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(**values))
