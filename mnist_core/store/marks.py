"""What a person notes of a run: a star, tags, a note.

Names say what a run is; marks say what somebody thinks of it. So they stand beside the runs, and no training writes
them.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from mnist_core.errors import ConfigurationError
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.run import get_state
from mnist_core.store.runs import Runs

MAX_TAGS = 12
MAX_TAG = 40
MAX_NOTE = 2000
"""Most tags of a run, and most characters of a tag and of a note."""


@dataclass(frozen=True)
class Mark:
    """What is noted of one run: whether it has a star, its tags in the order given, and a text."""

    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""


class Marks:
    """The part of the run store that keeps what people note of runs."""

    def __init__(self, database: Database, runs: Runs) -> None:
        self._database = database
        self._runs = runs

    def all(self) -> dict[int, Mark]:
        """Return the mark of every run that has one, by the run's number."""
        table = tables.marks
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(table)).all()
        return {
            row.run_id: Mark(row.starred, tuple(row.tags.split("\n")) if row.tags else (), row.note) for row in rows
        }

    def set(self, run_id: int, mark: Mark) -> None:
        """Let a run have this mark, in place of any other.

        Raises
        ------
        ConfigurationError
            If there are too many tags, or a text is too long.
        RunNotFoundError
            If no run has this number.
        """
        tags = _checked_tags(mark.tags)
        if len(mark.note) > MAX_NOTE:
            raise ConfigurationError(f"note must have at most {MAX_NOTE:,} characters, got {len(mark.note):,}")
        table = tables.marks
        self._runs.writable(run_id)
        with self._database.writing_alone() as connection:
            get_state(connection, run_id)
            connection.execute(table.delete().where(table.c.run_id == run_id))
            if mark != Mark():
                values = {"run_id": run_id, "starred": mark.starred, "tags": "\n".join(tags), "note": mark.note}
                connection.execute(table.insert().values(**values))


def read_tags(text: str) -> tuple[str, ...]:
    """Read tags that a person typed, separated by commas; each once."""
    return tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))


def _checked_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags, or raise a ConfigurationError."""
    if len(tags) > MAX_TAGS:
        raise ConfigurationError(f"tags must be at most {MAX_TAGS}, got {len(tags)}")
    for tag in tags:
        if not tag or len(tag) > MAX_TAG or "\n" in tag:
            raise ConfigurationError(f"a tag must have 1 to {MAX_TAG} characters in one line, got {tag[:60]!r}")
    return tags
