"""Whether a store is still the one that was opened: its file in its place, and its folder its own.

A process that holds a removed file open can go on writing into it for hours, and nobody will ever see what it wrote.
So the file is looked at before each use, which costs microseconds.
"""

import os
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from mnist_core.errors import StoreError, StoreGoneError

MARK = "store-identity"
"""The file in a folder that says which store's runs lie in it."""


class Place:
    """The file of an SQLite store as it was when the store was opened; a server's database has none.

    Parameters
    ----------
    engine : Engine
    identity : str
        Of the store in it.
    read_identity : callable
        Returns the identity of the store that an engine opens now.
    """

    def __init__(self, engine: sa.Engine, identity: str, read_identity: Callable[[sa.Engine], str]) -> None:
        self._read_identity = read_identity
        self._engine = engine
        self._identity = identity
        name = engine.url.database if engine.dialect.name == "sqlite" else None
        self._path = Path(name) if name and name != ":memory:" and not name.startswith("file:") else None
        self._seen = self._look()

    def check(self) -> None:
        """Make sure that the file is there; one that was put in its place is used if the same store is in it.

        Raises
        ------
        StoreGoneError
            If it was removed, or another store has taken its place.
        """
        if self._path is None or (seen := self._look()) == self._seen:
            return
        if seen is None:
            raise StoreGoneError(f"the run store {self._path} is gone; put it back, or start the program again")
        self._engine.dispose()
        try:
            identity = self._read_identity(self._engine)
        except SQLAlchemyError:
            identity = ""
        if identity != self._identity:
            raise StoreGoneError(f"another run store has taken the place of {self._path}; start the program again")
        self._seen = seen

    def _look(self) -> tuple[int, int] | None:
        """Return what tells this very file from others, or None if it is absent."""
        if self._path is None:
            return None
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino


def mark_folder(folder: Path, identity: str, *, is_inside: bool) -> None:
    """Write into a folder whose runs lie in it, and refuse one in which those of another store do.

    Parameters
    ----------
    folder : Path
    identity : str
        Of the store.
    is_inside : bool
        Whether the database lies in the folder too: then it decides, and each run's files say whose they are.

    Raises
    ------
    StoreError
        If the folder belongs to another store.
    """
    path = folder / MARK
    try:
        found = path.read_text(errors="replace").strip() if path.exists() else ""
        if found == identity:
            return
        if found and not is_inside:
            raise StoreError(
                f"the folder {folder} holds the files of another run store; set MNIST_RUNS_DIR to another folder"
            )
        path.unlink(missing_ok=True)
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(identity + "\n")
    except OSError:
        return  # a folder that cannot be written is told when something must be
