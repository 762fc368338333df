"""Tuner processes: one for each study that is not over, started like workers and started again when they die."""

import math
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.signs_of_life import SignsOfLife
from mnist_core.store.study import StudyStatus, TrialState, TunerReplaced
from mnist_core.store.worker_process import Worker, reap, start_detached, this_process

StartTuner = Callable[[Database, int, int], None]
"""Starts the tuner of a study with the claim by which it holds it."""

WANTED = (StudyStatus.RUNNING, StudyStatus.STOPPING)
"""A study in one of these has a tuner; so has one that is paused for as long as a trial of it goes on."""


def start_tuner_process(database: Database, study_id: int, claim: int) -> None:
    """Start one tuner, detached from this process."""
    arguments = ["mnist_core.tuning", "--study", str(study_id), "--claim", str(claim)]
    start_detached(database, arguments, log=f"tuner-{study_id:06d}.log", threads=1)


class Tuners:
    """The part of the run store that starts tuners and notices their death.

    Parameters
    ----------
    database : Database
    start : callable
        What starts a tuner: `start_tuner_process`, or in a test something that only takes note.
    """

    def __init__(self, database: Database, start: StartTuner) -> None:
        self._database = database
        self._start = start
        self._signs = SignsOfLife()

    def ensure(self) -> list[int]:
        """Start a tuner for every study that lacks one, and return those studies.

        Raises
        ------
        StoreError
            If the store cannot be written or no process can be started.
        """
        reap()
        with self._database.reading() as connection:
            if not self._orphans(connection):
                return []
        claims: dict[int, int] = {}
        with self._database.writing_alone() as connection:
            table = tables.studies
            for study_id, claim in self._orphans(connection).items():
                claims[study_id] = claim + 1
                fresh = {"claim": claim + 1, "heartbeat": time.time(), "host": this_process()["host"]}
                fresh |= {"pid": None, "process_started": None}
                connection.execute(table.update().where(table.c.id == study_id).values(**fresh))
        for study_id, claim in claims.items():
            try:
                self._start(self._database, study_id, claim)
            except OSError as error:
                raise StoreError(f"no tuner process can be started: {error.strerror or error}") from error
        return list(claims)

    def register(self, study_id: int, claim: int) -> None:
        """Tell the store that this process is the tuner that was started with this claim, or raise a TunerReplaced."""
        table = tables.studies
        mine = (table.c.id == study_id) & (table.c.claim == claim)
        with self._database.writing() as connection:
            if not connection.execute(table.update().where(mine).values(**this_process())).rowcount:
                raise TunerReplaced(f"study {study_id} is held by another tuner")

    def release(self, study_id: int, claim: int) -> None:
        """Tell the store that the tuner leaves."""
        table = tables.studies
        mine = (table.c.id == study_id) & (table.c.claim == claim)
        with self._database.writing() as connection:
            connection.execute(table.update().where(mine).values(pid=None, process_started=None, heartbeat=0.0))

    def process(self, study_id: int) -> Worker | None:
        """Return the process that tunes a study, or None if none ever did."""
        with self._database.reading() as connection:
            return next((held for id_, held, _ in self._held(connection) if id_ == study_id), None)

    def _orphans(self, connection: sa.Connection) -> dict[int, int]:
        """Return the studies that need a tuner and have none alive, with the claim of the last one."""
        return {study_id: claim for study_id, held, claim in self._held(connection) if not held.is_alive}

    def _held(self, connection: sa.Connection) -> list[tuple[int, Worker, int]]:
        """Return the studies that need a tuner, with the process that is or was it and its claim."""
        table, trials = tables.studies, tables.trials
        unfinished = sa.select(trials.c.study_id).where(trials.c.state == TrialState.RUNNING)
        ending = (table.c.status == StudyStatus.PAUSED) & table.c.id.in_(unfinished)
        wanted = table.c.status.in_(WANTED) | ending
        query = sa.select(table).where(wanted, table.c.deleted_at.is_(None))
        return [(row.id, self._process(row), row.claim) for row in connection.execute(query)]

    def _process(self, row: Any) -> Worker:
        """Return the process that is or was a study's tuner; one that left is silent for ever."""
        silent = self._signs.silent_seconds(row.id, row.heartbeat) if row.heartbeat else math.inf
        return Worker(row.id, row.host, row.pid, row.process_started, row.heartbeat, None, silent)
