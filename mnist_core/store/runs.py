"""The list of runs: make, look up, rename, delete, restore."""

import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import NotYoursError, StoreError
from mnist_core.files.notice import read_notice
from mnist_core.store import commands, retention, tables
from mnist_core.store.database import Database
from mnist_core.store.pretrained import PRETRAINED_ID, pretrained_run
from mnist_core.store.run import Run, RunStatus, get_state, no_such_run, set_status, taken
from mnist_core.store.run_row import COLUMNS, checked_name, insert_row, read_row
from mnist_core.store.visitor import Visitor
from mnist_core.store.waiting import count_runs, queue_ends
from mnist_core.training.config import TrainingConfig

MAX_NAME = 200
LEAST_FREE_BYTES = 1_000_000
"""With less than this on its disk, hardly anything can be written."""


class Runs:
    """The part of the run store that knows which runs there are.

    Parameters
    ----------
    database : Database
    visitor : Visitor, optional
        Whose runs are listed, made and changed; any may be looked at by its number.
    """

    def __init__(self, database: Database, visitor: Visitor | None = None) -> None:
        self._database = database
        self.visitor = visitor

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
    ) -> list[Run]:
        """Put several new runs into the queue, in this order; all of them or none."""
        with self._database.writing_alone() as connection:
            low, high = queue_ends(connection)
            first = low - len(items) if front else high + 1
            ids = [
                self.insert(
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
        return [self.get(run_id) for run_id in ids]

    def get(self, run_id: int) -> Run:
        """Return one run, deleted ones included; `PRETRAINED_ID` is the network that ships with the project.

        Raises
        ------
        RunNotFoundError
            If no run has this number.
        """
        if run_id == PRETRAINED_ID and (run := self.pretrained()):
            return run
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*COLUMNS).where(tables.runs.c.id == run_id)).one_or_none()
        if row is None:
            raise no_such_run(run_id)
        return read_row(row)

    def some(self, run_ids: Sequence[int]) -> dict[int, Run]:
        """Return the runs of these numbers that there are, deleted ones included, by one query."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*COLUMNS).where(tables.runs.c.id.in_(run_ids))).all()
        return {row.id: read_row(row) for row in rows}

    def all(self, *, include_deleted: bool = False) -> list[Run]:
        """Return every run that can be read, newest first, by one query; for a visitor their own."""
        return [run for run in self._read(include_deleted=include_deleted) if isinstance(run, Run)]

    def unreadable(self) -> list[str]:
        """Return a sentence on each run that is in the store and cannot be read."""
        return [str(error) for error in self._read(include_deleted=False) if isinstance(error, StoreError)]

    def _read(self, *, include_deleted: bool) -> list[Run | StoreError]:
        """Return every run, newest first, and in the place of one that cannot be read, why."""
        table = tables.runs
        wanted: sa.ColumnElement[bool] = sa.true() if include_deleted else table.c.deleted_at.is_(None)
        if self.visitor is not None:
            wanted &= table.c.visitor == self.visitor.name
        try:
            with self._database.reading() as connection:
                rows = connection.execute(sa.select(*COLUMNS).where(wanted).order_by(table.c.id.desc())).all()
        except StoreError as error:  # one row may spoil the whole answer
            with self._database.reading() as connection:
                ids = connection.execute(sa.select(table.c.id).where(wanted).order_by(table.c.id.desc())).scalars()
                found = [_read_or_error(partial(self.get, run_id)) for run_id in ids.all()]
            if not any(isinstance(run, Run) for run in found):
                raise error
            return found
        return [_read_or_error(partial(read_row, row)) for row in rows]

    def visitors(self) -> list[str]:
        """Return the names of all visitors who have made runs, in the order in which they first did."""
        table = tables.runs
        query = sa.select(table.c.visitor).where(table.c.visitor.is_not(None)).group_by(table.c.visitor)
        with self._database.reading() as connection:
            return list(connection.execute(query.order_by(sa.func.min(table.c.id))).scalars())

    def pretrained(self) -> Run | None:
        """Return the network that ships with the project as a read-only run, or None where the file is absent."""
        return pretrained_run()

    def rename(self, run_id: int, name: str) -> None:
        """Give a run another name, at most 200 characters."""
        name = checked_name(name)
        if not name or len(name) > MAX_NAME:
            raise StoreError(f"a run's name must have 1 to {MAX_NAME} characters, got {len(name)}")
        self._update(run_id, name=name)

    def delete(self, run_id: int) -> None:
        """Hide a run, which stops it first; `restore` brings it back until `purge` removes it for good."""
        self.writable(run_id)
        with self._database.writing_alone() as connection:
            held = get_state(connection, run_id)
            if held.status == RunStatus.QUEUED:
                set_status(connection, run_id, RunStatus.STOPPED, queue_position=None)
            elif held.status == RunStatus.PAUSED and held.worker_id is None:
                set_status(connection, run_id, RunStatus.STOPPED, finished_at=time.time())
                commands.discard(connection, run_id)
            elif RunStatus(held.status).is_active:
                commands.send(connection, run_id, "stop", {})
            table = tables.runs
            connection.execute(table.update().where(table.c.id == run_id).values(deleted_at=time.time()))

    def restore(self, run_id: int) -> None:
        """Bring a deleted run back."""
        self._update(run_id, deleted_at=None)

    def purge(self, *, older_than_days: float = retention.RESTORE_DAYS) -> list[int]:
        """Remove for good, with their files, the runs deleted more than this many days ago; return their numbers."""
        limit = time.time() - older_than_days * 86_400
        table = tables.runs
        gone = table.c.deleted_at.is_not(None) & (table.c.deleted_at <= limit)
        idle = table.c.worker_id.is_(None)
        with self._database.writing_alone() as connection:
            ids = list(connection.execute(sa.select(table.c.id).where(gone & idle)).scalars())
            for child in (*tables.HISTORY, tables.marks):
                connection.execute(child.delete().where(child.c.run_id.in_(ids)))
            connection.execute(table.delete().where(table.c.id.in_(ids)))
        for run_id in ids:
            shutil.rmtree(self.folder(run_id), ignore_errors=True)
        return ids

    def folder(self, run_id: int) -> Path:
        """Return the folder of a run's files; it need not exist."""
        return self._database.folder / f"run-{run_id:06d}"

    def notice(self, run_id: int) -> str:
        """Return what is wrong now with what is kept of a run, though the database may not hold it; else ""."""
        try:
            free = shutil.disk_usage(self._database.folder).free
        except OSError:
            free = LEAST_FREE_BYTES
        if free < LEAST_FREE_BYTES:
            return f"the disk that holds the runs folder {self._database.folder} is full; free some space"
        return read_notice(self.folder(run_id))

    def set_status(self, run_id: int, status: RunStatus, *, held_by: int | None = None, **columns: Any) -> None:
        """Change a run's status, and other columns with it; it must be one that may follow the present one.

        Raises
        ------
        RunTaken
            If the worker `held_by` does not hold the run; nothing was changed.
        """
        with self._database.writing() as connection:
            set_status(connection, run_id, status, held_by=held_by, **columns)

    def check_holder(self, run_id: int, worker_id: int) -> None:
        """Make sure that a worker holds a run, or raise a RunTaken."""
        with self._database.reading() as connection:
            if get_state(connection, run_id).worker_id != worker_id:
                raise taken(run_id, worker_id)

    def writable(self, run_id: int) -> int:
        """Return the number of a run that may be changed by whom this store was opened for, or raise a StoreError."""
        if run_id == PRETRAINED_ID:
            raise StoreError("the network that ships with the project cannot be changed")
        if self.visitor is not None:
            with self._database.reading() as connection:
                self.visitor.check_owns(f"run {run_id}", get_state(connection, run_id).visitor)
        return run_id

    def check_may_wait(self, connection: sa.Connection) -> None:
        """Make sure that a visitor may have one more run in the queue, or raise a NotYoursError."""
        if self.visitor is not None:
            self.visitor.check_may_wait(count_runs(connection, RunStatus.QUEUED, self.visitor))

    def check_may_set_up(self) -> None:
        """Make sure that what holds for all visitors may be changed, or raise a NotYoursError."""
        if self.visitor is not None:
            raise NotYoursError("this holds for everybody here, so only the person who started the server changes it")

    def insert(self, connection: sa.Connection, config: TrainingConfig, name: str, **values: Any) -> int:
        """Insert a run and return its number; a run without a name is called by it."""
        values = {"name": checked_name(name)[:MAX_NAME], **values}
        if self.visitor is not None:
            values["visitor"] = self.visitor.name
            if values["status"] == RunStatus.QUEUED:
                self.check_may_wait(connection)
        return insert_row(connection, config, values, is_taken=lambda run_id: self.folder(run_id).exists())

    def _update(self, run_id: int, **values: Any) -> None:
        """Set columns of one run."""
        table = tables.runs
        self.writable(run_id)
        with self._database.writing() as connection:
            changed = connection.execute(table.update().where(table.c.id == run_id).values(**values))
        if not changed.rowcount:
            raise no_such_run(run_id)


def _read_or_error(read: Callable[[], Run]) -> Run | StoreError:
    """Return a run, or why it cannot be read."""
    try:
        return read()
    except StoreError as error:
        return error
