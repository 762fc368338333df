"""A race as the store knows it: a frozen snapshot, and the table that it comes from."""

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from mnist_core.store import tables
from mnist_core.training.config import TrainingConfig
from mnist_core.training.race import Moment

table = sa.Table(
    "races",
    tables.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("entrants", sa.Text, nullable=False),
    sa.Column("least_seconds", sa.Double, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("deleted_at", sa.Double),
    sa.Column("message", sa.Text, nullable=False, default=""),
    sa.Column("moments", sa.Text, nullable=False, default="[]"),
    sa.Column("visitor", sa.String(40)),
    sqlite_autoincrement=True,
)


class RaceStatus(StrEnum):
    """Where a race stands."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Entrant:
    """One set-up of a race: its name and its configuration."""

    name: str
    config: TrainingConfig


@dataclass(frozen=True)
class Race:
    """A snapshot of one race.

    Attributes
    ----------
    entrants : tuple of Entrant
    least_seconds : float
        It takes so long at least, so that one can follow it; 0 is as fast as it can.
    message : str
        Why it failed.
    moments : tuple of Moment
        Where everybody stood, from the start on.
    visitor : str or None
        Whose it is, where several people share the store.
    """

    id: int
    name: str
    entrants: tuple[Entrant, ...]
    least_seconds: float
    status: RaceStatus
    created_at: float
    deleted_at: float | None
    message: str
    moments: tuple[Moment, ...]
    visitor: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.status is not RaceStatus.RUNNING

    @property
    def configs(self) -> list[TrainingConfig]:
        """What races."""
        return [entrant.config for entrant in self.entrants]

    @classmethod
    def from_row(cls, row: Any) -> "Race":
        """Build a race from a row of the table."""
        values = dict(row._mapping)
        entrants = [
            Entrant(item["name"], TrainingConfig.from_dict(item["config"])) for item in json.loads(values["entrants"])
        ]
        moments = [
            Moment(images, tuple(accuracies), tuple(seconds), tuple(out))
            for images, accuracies, seconds, out in json.loads(values["moments"])
        ]
        read = {"entrants": tuple(entrants), "moments": tuple(moments), "status": RaceStatus(values["status"])}
        return cls(**values | read)


RACE_COLUMNS = tuple(table.c[item.name] for item in fields(Race))
"""What a query selects to build a Race."""
