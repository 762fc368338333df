"""What people think of labels: whether one that looks wrong is.

A network that is sure of another digit may be wrong, or the label may. Only a person can tell, so what a person said
is kept with the runs.
"""

import time

import sqlalchemy as sa

from mnist_core.errors import ConfigurationError
from mnist_core.store import tables
from mnist_core.store.database import Database

PARTS = ("train", "test")
MNIST = "mnist"
"""How the data set that the project ships is called here."""


class LabelOpinions:
    """The part of the run store that keeps what people think of labels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, part: str, *, data: str = MNIST) -> dict[int, bool]:
        """Return of each image that a person judged whether its label looks wrong, by its place."""
        table = tables.label_opinions
        query = sa.select(table.c.place, table.c.wrong).where(table.c.data == data, table.c.part == _checked(part))
        with self._database.reading() as connection:
            return {row.place: row.wrong for row in connection.execute(query.order_by(table.c.place))}

    def say(self, part: str, place: int, wrong: bool | None, *, data: str = MNIST) -> None:
        """Keep what a person says of a label; None takes back what was said."""
        table = tables.label_opinions
        if place < 0:
            raise ConfigurationError(f"place must be at least 0, got {place}")
        here = (table.c.data == data) & (table.c.part == _checked(part)) & (table.c.place == int(place))
        with self._database.writing_alone() as connection:
            connection.execute(table.delete().where(here))
            if wrong is not None:
                values = {"data": data, "part": part, "place": int(place), "wrong": wrong, "said_at": time.time()}
                connection.execute(table.insert().values(**values))


def _checked(part: str) -> str:
    if part not in PARTS:
        raise ConfigurationError(f"part must be train or test, got {part!r}")
    return part
