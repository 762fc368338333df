"""The list of runs: make, look up, rename, delete, restore."""

import builtins
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import RunNotFoundError, StoreError
from mnist_core.store import commands, retention, tables
from mnist_core.store.database import Database
from mnist_core.store.pretrained import PRETRAINED_ID, pretrained_run
from mnist_core.store.run import COLUMNS, Run, RunStatus, write_config
from mnist_core.training.config import TrainingConfig

MAX_NAME = 200


class RunCatalogue(Database):
    """The part of the run store that knows which runs there are."""

    def create(self, config: TrainingConfig, *, name: str = "", preset: str = "", front: bool = False) -> Run:
        """Put a new run into the queue, at its end or at its front.

        Raises
        ------
        StoreError
            If the store cannot be written.
        """
        return self.create_many([(config, name)], preset=preset, front=front)[0]

    def create_many(
        self, items: Sequence[tuple[TrainingConfig, str]], *, preset: str = "", front: bool = False
    ) -> builtins.list[Run]:
        """Put several new runs into the queue, in this order; all of them or none."""
        with self.writing_alone() as connection:
            low, high = queue_ends(connection)
            first = low - len(items) if front else high + 1
            ids = [
                insert_run(
                    connection,
                    config,
                    name or preset,
                    preset=preset,
                    source="trained",
                    status=RunStatus.QUEUED,
                    queue_position=first + index,
                )
                for index, (config, name) in enumerate(items)
            ]
        return [self.get(id_) for id_ in ids]

    def get(self, id: int) -> Run:
        """Return one run, deleted ones included; `PRETRAINED_ID` is the network that ships with the project.

        Raises
        ------
        RunNotFoundError
            If no run has this number.
        """
        if id == PRETRAINED_ID and (run := self.pretrained_run()):
            return run
        with self.reading() as connection:
            row = connection.execute(sa.select(*COLUMNS).where(tables.runs.c.id == id)).one_or_none()
        if row is None:
            raise RunNotFoundError(f"there is no run {id}; it may have been deleted for good")
        return Run.from_row(row)

    def list(self, *, include_deleted: bool = False) -> builtins.list[Run]:
        """Return every run, newest first, by one query."""
        query = sa.select(*COLUMNS).order_by(tables.runs.c.id.desc())
        if not include_deleted:
            query = query.where(tables.runs.c.deleted_at.is_(None))
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [Run.from_row(row) for row in rows]

    def pretrained_run(self) -> Run | None:
        """Return the network that ships with the project as a read-only run, or None where the file is absent."""
        return pretrained_run()

    def rename(self, id: int, name: str) -> None:
        """Give a run another name, at most 200 characters."""
        name = name.strip()
        if not name or len(name) > MAX_NAME:
            raise StoreError(f"a run's name must have 1 to {MAX_NAME} characters, got {len(name)}")
        self.update_run(id, name=name)

    def delete(self, id: int) -> None:
        """Hide a run, which stops it first; `restore` brings it back until `purge` removes it for good."""
        run = self.get(id)
        with self.writing() as connection:
            values: dict[str, Any] = {"deleted_at": time.time()}
            if run.status is RunStatus.QUEUED:
                values |= {"status": RunStatus.STOPPED.value, "queue_position": None}
            connection.execute(tables.runs.update().where(tables.runs.c.id == writable(id)).values(**values))
            if run.status.is_active:
                commands.send(connection, id, "stop", {})

    def restore(self, id: int) -> None:
        """Bring a deleted run back."""
        self.update_run(id, deleted_at=None)

    def purge(self, *, older_than_days: float = retention.RESTORE_DAYS) -> builtins.list[int]:
        """Remove for good, with their files, the runs deleted more than this many days ago; return their numbers."""
        limit = time.time() - older_than_days * 86_400
        table = tables.runs
        gone = table.c.deleted_at.is_not(None) & (table.c.deleted_at <= limit)
        idle = table.c.worker_id.is_(None)
        with self.writing_alone() as connection:
            ids = list_of_int(connection.execute(sa.select(table.c.id).where(gone & idle)).scalars())
            for child in tables.HISTORY:
                connection.execute(child.delete().where(child.c.run_id.in_(ids)))
            connection.execute(table.delete().where(table.c.id.in_(ids)))
        for id_ in ids:
            shutil.rmtree(self.run_folder(id_), ignore_errors=True)
        return ids

    def run_folder(self, id: int) -> Path:
        """Return the folder of a run's files; it need not exist."""
        return self.folder / f"run-{id:06d}"

    def update_run(self, id: int, **values: Any) -> None:
        """Set columns of one run."""
        with self.writing() as connection:
            changed = connection.execute(tables.runs.update().where(tables.runs.c.id == writable(id)).values(**values))
        if not changed.rowcount:
            raise RunNotFoundError(f"there is no run {id}; it may have been deleted for good")


def insert_run(connection: sa.Connection, config: TrainingConfig, name: str, **values: Any) -> int:
    """Insert a run and return its number; a run without a name is called by it."""
    row = {"created_at": time.time(), "config": write_config(config), "name": name.strip()[:MAX_NAME], **values}
    id_ = connection.execute(tables.runs.insert().values(**row)).inserted_primary_key
    assert id_ is not None
    if not row["name"]:
        connection.execute(tables.runs.update().where(tables.runs.c.id == id_[0]).values(name=f"Run {id_[0]}"))
    return int(id_[0])


def queue_ends(connection: sa.Connection) -> tuple[float, float]:
    """Return the lowest and the highest position in the queue."""
    position = tables.runs.c.queue_position
    low, high = connection.execute(sa.select(sa.func.min(position), sa.func.max(position))).one()
    return (low or 0.0, high or 0.0)


def writable(id: int) -> int:
    """Return the number of a run that may be changed, or raise."""
    if id == PRETRAINED_ID:
        raise StoreError("the network that ships with the project cannot be changed")
    return id


def list_of_int(values: Any) -> builtins.list[int]:
    """Return numbers from a query as a plain list."""
    return [int(value) for value in values]
