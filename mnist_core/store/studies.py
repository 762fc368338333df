"""Studies: searches for a good set-up, each a plan and the trials that it led to.

What a plan says is not this file's business: it is kept as text.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store import commands, tables
from mnist_core.store.database import Database
from mnist_core.store.run import RunStatus, get_state, set_status
from mnist_core.store.runs import MAX_NAME
from mnist_core.store.study import STUDY_COLUMNS, Study, StudyStatus, get_study, held_study, update_study
from mnist_core.store.visitor import Visitor


class Studies:
    """The part of the run store that knows which studies there are; for a `visitor`, their own."""

    def __init__(self, database: Database, visitor: Visitor | None = None) -> None:
        self._database = database
        self._visitor = visitor

    def create(self, plan: Mapping[str, Any], *, name: str = "", measures_all: bool = False) -> Study:
        """Add a study that begins as soon as a tuner takes it.

        Parameters
        ----------
        plan : mapping
            JSON-able.
        name : str, optional
            At most 200 characters; default "Study" and its number.
        measures_all : bool, default False
            Whether every trial is measured on the test images; only right where nothing is chosen among them.
        """
        row = {"name": name.strip()[:MAX_NAME], "plan": json.dumps(plan), "measures_all": measures_all}
        row |= {"status": StudyStatus.RUNNING, "created_at": time.time()}
        if self._visitor is not None:
            row["visitor"] = self._visitor.name
        with self._database.writing() as connection:
            key = connection.execute(tables.studies.insert().values(**row)).inserted_primary_key
            assert key is not None
            if not row["name"]:
                update_study(connection, int(key[0]), name=f"Study {key[0]}")
        return self.get(int(key[0]))

    def get(self, study_id: int) -> Study:
        """Return one study, deleted ones included, or raise a StoreError."""
        with self._database.reading() as connection:
            return get_study(connection, study_id)

    def all(self, *, include_deleted: bool = False) -> list[Study]:
        """Return every study, newest first; for a visitor their own."""
        query = sa.select(*STUDY_COLUMNS).order_by(tables.studies.c.id.desc())
        if not include_deleted:
            query = query.where(tables.studies.c.deleted_at.is_(None))
        if self._visitor is not None:
            query = query.where(tables.studies.c.visitor == self._visitor.name)
        with self._database.reading() as connection:
            return [Study.from_row(row) for row in connection.execute(query)]

    def rename(self, study_id: int, name: str) -> None:
        """Give a study another name, at most 200 characters."""
        name = name.strip()
        if not name or len(name) > MAX_NAME:
            raise StoreError(f"a study's name must have 1 to {MAX_NAME} characters, got {len(name)}")
        with self._database.writing() as connection:
            self._writable(connection, study_id)
            update_study(connection, study_id, name=name)

    def set_status(self, study_id: int, status: StudyStatus, **columns: Any) -> None:
        """Let a study run, pause, stop or be over."""
        with self._database.writing_alone() as connection:
            now = self._writable(connection, study_id)
            if status in (StudyStatus.PAUSED, StudyStatus.STOPPING) and now.status.is_over:
                raise StoreError(f"the study is {now.status}, so it cannot be {status}")
            update_study(connection, study_id, status=status, **columns)

    def extend(self, study_id: int, plan: Mapping[str, Any]) -> None:
        """Let a study go on by a changed plan."""
        self.set_status(study_id, StudyStatus.RUNNING, plan=json.dumps(plan), message="")

    def wish(self, study_id: int, params: Mapping[str, Any]) -> None:
        """Ask for a trial of a person's own; a study that is over goes on for it."""
        with self._database.writing_alone() as connection:
            study = self._writable(connection, study_id)
            update_study(connection, study_id, wishes=json.dumps([*study.wishes, dict(params)]))
            if study.status.is_over:
                update_study(connection, study_id, status=StudyStatus.RUNNING, message="")

    def delete(self, study_id: int) -> None:
        """Hide a study with all its runs, which ends what trains; `restore` brings everything back."""
        now = time.time()
        runs = tables.runs
        with self._database.writing_alone() as connection:
            study = self._writable(connection, study_id)
            over = study.status if study.status.is_over else StudyStatus.STOPPED
            update_study(connection, study_id, deleted_at=now, status=over)
            for run_id in _run_ids(connection, study_id):
                held = get_state(connection, run_id)
                if held.status == RunStatus.QUEUED:
                    set_status(connection, run_id, RunStatus.STOPPED, queue_position=None)
                elif RunStatus(held.status).is_active:
                    commands.send(connection, run_id, "stop", {})
                hidden = runs.update().where(runs.c.id == run_id, runs.c.deleted_at.is_(None))
                connection.execute(hidden.values(deleted_at=now))

    def restore(self, study_id: int) -> None:
        """Bring a deleted study back, and the runs that were deleted with it."""
        runs = tables.runs
        with self._database.writing_alone() as connection:
            gone = runs.c.deleted_at == self._writable(connection, study_id).deleted_at
            ids = _run_ids(connection, study_id)
            connection.execute(runs.update().where(gone, runs.c.id.in_(ids)).values(deleted_at=None))
            update_study(connection, study_id, deleted_at=None)

    def beat(self, study_id: int, claim: int, *, seconds: float) -> Study:
        """Say that a study's tuner lives and for how long it was at work since it last said so."""
        with self._database.writing_alone() as connection:
            study = held_study(connection, study_id, claim)
            update_study(connection, study_id, heartbeat=time.time(), seconds=study.seconds + seconds)
            return study

    def end(self, study_id: int, claim: int, status: StudyStatus, *, message: str, winner: int | None) -> bool:
        """Let a study be over unless a person has wished for more meanwhile; return whether it is."""
        with self._database.writing_alone() as connection:
            study = held_study(connection, study_id, claim)
            if study.wishes or (study.status is not StudyStatus.RUNNING and status is StudyStatus.FINISHED):
                return False
            update_study(connection, study_id, status=status, message=message, winner=winner)
            return True

    def _writable(self, connection: sa.Connection, study_id: int) -> Study:
        """Return a study that may be changed by whom this store was opened for, or raise a StoreError."""
        study = get_study(connection, study_id)
        if self._visitor is not None:
            self._visitor.check_owns(f"search {study_id}", study.visitor)
        return study


def _run_ids(connection: sa.Connection, study_id: int) -> list[int]:
    """Return the runs of a study that are still in the store."""
    joined = tables.trials.join(tables.runs, tables.trials.c.run_id == tables.runs.c.id)
    query = sa.select(tables.runs.c.id).select_from(joined).where(tables.trials.c.study_id == study_id)
    return list(connection.execute(query).scalars())
