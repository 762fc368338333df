"""Races: set-ups that learned side by side, and where each stood at every moment.

A race is a few kilobytes, so it is kept whole in one row, which the process that holds it writes anew as it goes on. So
it outlives a reload of the page, and can be shown again when it is over.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store.database import Database
from mnist_core.store.job import Job, JobState, job_key
from mnist_core.store.race import RACE_COLUMNS, Entrant, Race, RaceStatus, table
from mnist_core.store.runs import MAX_NAME
from mnist_core.store.visitor import Visitor
from mnist_core.store.worker_process import STARTING_SECONDS
from mnist_core.training.race import Moment, check_race

KIND = "race"
"""The job that holds a race."""

MOST_AT_ONCE = 2
"""Races that may be on in one store; each takes a core."""


class RaceJobs(Protocol):
    """What races need of `store.jobs`."""

    def start(self, kind: str, subject: Mapping[str, Any]) -> Job:
        """Start the process that holds a race."""

    def look(self, key: str) -> Job:
        """Return where it stands."""

    def forget(self, key: str) -> None:
        """End it."""


class Races:
    """The part of the run store that knows the races; for a `visitor`, their own."""

    def __init__(self, database: Database, jobs: RaceJobs, visitor: Visitor | None = None) -> None:
        self._database, self._jobs, self._visitor = database, jobs, visitor

    def start(self, entrants: Sequence[Entrant], *, name: str = "", least_seconds: float = 0.0) -> Race:
        """Begin a race.

        Raises
        ------
        ConfigurationError
            If these set-ups cannot race each other.
        StoreError
            If enough races are on, or no process can be started.
        """
        check_race([entrant.config for entrant in entrants])
        if sum(not race.is_over for race in self._read(all_visitors=True)) >= MOST_AT_ONCE:
            raise StoreError(f"{MOST_AT_ONCE} races are on already; start yours when one of them is over")
        items = [{"name": entrant.name, "config": entrant.config.to_dict()} for entrant in entrants]
        text = name or " against ".join(entrant.name for entrant in entrants)
        row = {"name": text.strip()[:MAX_NAME], "entrants": json.dumps(items), "least_seconds": least_seconds}
        row |= {"status": RaceStatus.RUNNING, "created_at": time.time()}
        row |= {"visitor": None if self._visitor is None else self._visitor.name}
        with self._database.writing() as connection:
            key = connection.execute(table.insert().values(**row)).inserted_primary_key
            assert key is not None
        race = self._row(int(key[0]))
        try:
            self._jobs.start(KIND, _subject(race))
        except StoreError:
            self.end(race.id, RaceStatus.FAILED, message="no process could be started for it")
            raise
        return race

    def get(self, race_id: int) -> Race:
        """Return a race as it is now, deleted ones included; one whose process died has failed."""
        return self._looked_after(self._row(race_id))

    def all(self) -> list[Race]:
        """Return every race, newest first; for a visitor their own."""
        return self._read(all_visitors=False)

    def write(self, race_id: int, moments: Sequence[Moment]) -> bool:
        """Write down where everybody stands; return False if the race is not on any more."""
        rows = [(each.images, _rounded(each.accuracies), _rounded(each.seconds), each.out) for each in moments]
        on = (table.c.id == race_id) & (table.c.status == RaceStatus.RUNNING)
        with self._database.writing(durable=False) as connection:
            return connection.execute(table.update().where(on).values(moments=json.dumps(rows))).rowcount == 1

    def end(self, race_id: int, status: RaceStatus, *, message: str = "") -> None:
        """Let a race be over; one that is over stays as it is."""
        on = (table.c.id == race_id) & (table.c.status == RaceStatus.RUNNING)
        with self._database.writing() as connection:
            connection.execute(table.update().where(on).values(status=status, message=message))

    def stop(self, race_id: int) -> None:
        """End a race now; what was measured stays."""
        race = self._mine(race_id)
        self.end(race_id, RaceStatus.STOPPED)
        self._jobs.forget(_key(race))

    def delete(self, race_id: int) -> None:
        """Hide a race, which ends it; `restore` brings it back."""
        self.stop(race_id)
        self._set(race_id, deleted_at=time.time())

    def restore(self, race_id: int) -> None:
        """Bring a deleted race back."""
        self._mine(race_id)
        self._set(race_id, deleted_at=None)

    def _set(self, race_id: int, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(table.update().where(table.c.id == race_id).values(**values))

    def _row(self, race_id: int) -> Race:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*RACE_COLUMNS).where(table.c.id == race_id)).one_or_none()
        if row is None:
            raise StoreError(f"there is no race {race_id}")
        return Race.from_row(row)

    def _mine(self, race_id: int) -> Race:
        """Return a race that may be changed by whom this store was opened for."""
        race = self._row(race_id)
        if self._visitor is not None:
            self._visitor.check_owns(f"race {race_id}", race.visitor)
        return race

    def _read(self, *, all_visitors: bool) -> list[Race]:
        query = sa.select(*RACE_COLUMNS).where(table.c.deleted_at.is_(None)).order_by(table.c.id.desc())
        if self._visitor is not None and not all_visitors:
            query = query.where(table.c.visitor == self._visitor.name)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [self._looked_after(Race.from_row(row)) for row in rows]

    def _looked_after(self, race: Race) -> Race:
        """Return a race; where its process died, it is over."""
        if race.is_over:
            return race
        job = self._jobs.look(_key(race))
        is_asked_for = job.state is JobState.ABSENT and time.time() - race.created_at < STARTING_SECONDS
        if job.state is JobState.RUNNING or is_asked_for:
            return race
        if job.state is JobState.DONE:  # it ended just now
            return self._row(race.id)
        self.end(race.id, RaceStatus.FAILED, message=job.doing or "its process is gone")
        return self._row(race.id)


def _subject(race: Race) -> Mapping[str, Any]:
    """Return what the job of a race is about; the moment tells it from a race of an earlier store."""
    return {"race": race.id, "created_at": race.created_at}


def _key(race: Race) -> str:
    return job_key(KIND, _subject(race))


def _rounded(values: Sequence[float]) -> list[float]:
    """Return the digits that count."""
    return [round(value, 4) for value in values]
