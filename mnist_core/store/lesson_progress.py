"""How far a person has come with the lessons: what they predicted, and what their runs then showed.

A lesson is begun by a prediction. Only what is made afterwards counts for its task, so the row remembers the newest
run and the newest own digit of that moment; their numbers are never given out again. What was shown is kept as
numbers, so that a lesson stays done when its runs are deleted.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from mnist_core.errors import ConfigurationError
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.visitor import Visitor

MAX_NAME = 64
MAX_SHOWN = 4000


@dataclass(frozen=True)
class Progress:
    """How far somebody is with one lesson.

    Attributes
    ----------
    prediction : str
        Which choice the person made.
    begun_at : float
        Seconds since 1970.
    after_run, after_digit : int
        Runs and own digits with greater numbers were made since the lesson was begun.
    done_at : float or None
    shown : mapping of str to number or text
        What the task showed; empty until it is done.
    """

    prediction: str
    begun_at: float
    after_run: int = 0
    after_digit: int = 0
    done_at: float | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the task was done."""
        return self.done_at is not None


class LessonProgress:
    """The part of the run store that keeps how far people have come with the lessons; each visitor has their own."""

    def __init__(self, database: Database, visitor: Visitor | None = None) -> None:
        self._database = database
        self._visitor = "" if visitor is None else visitor.name

    def all(self) -> dict[str, Progress]:
        """Return every lesson that was begun, by its name."""
        table = tables.lesson_progress
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(table).where(table.c.visitor == self._visitor)).all()
        return {
            row.lesson: Progress(
                row.prediction, row.begun_at, row.after_run, row.after_digit, row.done_at, _read(row.shown)
            )
            for row in rows
        }

    def begin(self, lesson: str, prediction: str) -> None:
        """Begin a lesson with a prediction; one that was begun already keeps its first one.

        Raises
        ------
        ConfigurationError
            If a name is empty or longer than 64 characters.
        """
        for what, name in (("lesson", lesson), ("prediction", prediction)):
            if not 0 < len(name) <= MAX_NAME:
                raise ConfigurationError(f"{what} must have 1 to {MAX_NAME} characters, got {len(name)}")
        table = tables.lesson_progress
        with self._database.writing_alone() as connection:
            if connection.execute(sa.select(table.c.lesson).where(self._is(lesson))).first() is not None:
                return
            newest = {
                name: connection.execute(sa.select(sa.func.max(other.c.id))).scalar_one() or 0
                for name, other in (("after_run", tables.runs), ("after_digit", tables.own_digits))
            }
            row = {
                "visitor": self._visitor,
                "lesson": lesson,
                "prediction": prediction,
                "begun_at": time.time(),
                "shown": "",
            }
            connection.execute(table.insert().values(**row, **newest))

    def finish(self, lesson: str, shown: Mapping[str, Any]) -> None:
        """Keep that a lesson is done and what its task showed; of one that is done or not begun, nothing changes.

        Raises
        ------
        ConfigurationError
            If what was shown is longer than 4,000 characters as JSON.
        """
        text = json.dumps(dict(shown))
        if len(text) > MAX_SHOWN:
            raise ConfigurationError(f"shown must have at most {MAX_SHOWN:,} characters, got {len(text):,}")
        table = tables.lesson_progress
        is_open = self._is(lesson) & table.c.done_at.is_(None)
        with self._database.writing() as connection:
            connection.execute(table.update().where(is_open).values(done_at=time.time(), shown=text))

    def forget(self, lesson: str) -> None:
        """Let a lesson be as if it had never been begun."""
        with self._database.writing() as connection:
            connection.execute(tables.lesson_progress.delete().where(self._is(lesson)))

    def _is(self, lesson: str) -> sa.ColumnElement[bool]:
        """Return what picks the row of a lesson."""
        table = tables.lesson_progress
        return (table.c.visitor == self._visitor) & (table.c.lesson == lesson)


def _read(text: str) -> dict[str, Any]:
    """Read what was shown; nothing where it is damaged."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
