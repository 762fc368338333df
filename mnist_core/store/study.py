"""A study and its trials as the store knows them: frozen snapshots."""

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store import tables


class StudyStatus(StrEnum):
    """Where a study stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens unless a person asks for it."""
        return self in (StudyStatus.STOPPED, StudyStatus.FINISHED, StudyStatus.FAILED)


class TrialState(StrEnum):
    """Where a trial stands; all but "running" are told, once."""

    RUNNING = "running"
    COMPLETE = "complete"
    PRUNED = "pruned"
    FAILED = "failed"


class TunerReplaced(Exception):  # noqa: N818 - not an error of the user's, and caught by the tuner
    """Another tuner holds the study by now."""


@dataclass(frozen=True)
class Study:
    """A snapshot of one study.

    Attributes
    ----------
    plan : dict
        What to search and how; `mnist_core.tuning.plan` reads it.
    measures_all : bool
        Whether every trial is measured on the test images; else only the winner is.
    message : str
        Why it ended.
    seconds : float
        How long a tuner has been at work.
    winner : int or None
        The run that was best when the study ended.
    wishes : list of dict
        Trials that a person asked for and that were not begun yet.
    claim : int
        Counts the tuners that the study has had; only the last one may write.
    visitor : str or None
        Whose it is, where several people share the store.
    """

    id: int
    name: str
    plan: dict[str, Any]
    measures_all: bool
    status: StudyStatus
    created_at: float
    deleted_at: float | None
    message: str
    seconds: float
    winner: int | None
    sampler_state: dict[str, Any]
    wishes: list[dict[str, Any]]
    claim: int
    visitor: str | None = None

    @classmethod
    def from_row(cls, row: Any) -> "Study":
        """Build a study from a row of `STUDY_COLUMNS`."""
        values = dict(row._mapping)
        read = {name: json.loads(values[name]) for name in ("plan", "sampler_state", "wishes")}
        return cls(**values | read | {"status": StudyStatus(values["status"])})


STUDY_COLUMNS = tuple(tables.studies.c[item.name] for item in fields(Study))
"""What a query selects to build a Study."""


@dataclass(frozen=True)
class Trial:
    """A snapshot of one trial.

    Attributes
    ----------
    number : int
        From 0, in the order in which they were asked for; shown from 1.
    run_id : int or None
        None where the values made no network.
    params : dict
        The searched settings and their values.
    is_wish : bool
        Whether a person and not the sampler chose the values.
    goals : tuple of float
        What it reached, one number for each goal; none unless complete.
    reason : str
        Why it ended early, or is about to.
    told_at : float or None
        Seconds since 1970.
    """

    study_id: int
    number: int
    run_id: int | None
    params: dict[str, Any]
    is_wish: bool
    state: TrialState
    goals: tuple[float, ...]
    reason: str
    told_at: float | None

    @classmethod
    def from_row(cls, row: Any) -> "Trial":
        """Build a trial from a row of the table."""
        values = dict(row._mapping)
        read = {"params": json.loads(values["params"]), "goals": tuple(json.loads(values["goals"]))}
        return cls(**values | read | {"state": TrialState(values["state"])})


def get_study(connection: sa.Connection, study_id: int) -> Study:
    """Return a study or raise a StoreError."""
    row = connection.execute(sa.select(*STUDY_COLUMNS).where(tables.studies.c.id == study_id)).one_or_none()
    if row is None:
        raise StoreError(f"there is no study {study_id}")
    return Study.from_row(row)


def held_study(connection: sa.Connection, study_id: int, claim: int) -> Study:
    """Return a study that this claim must hold, or raise a TunerReplaced."""
    study = get_study(connection, study_id)
    if study.claim != claim:
        raise TunerReplaced(f"study {study_id} is held by another tuner")
    return study


def update_study(connection: sa.Connection, study_id: int, **values: Any) -> None:
    """Set columns of a study."""
    connection.execute(tables.studies.update().where(tables.studies.c.id == study_id).values(**values))
