"""One connection to the run store, for whoever reads or writes it.

The store is an SQLite file in write-ahead mode unless a URL says otherwise: many processes read while one writes,
and a reader never waits. Every failure of the database becomes a StoreError of one sentence, here and nowhere else.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from mnist_core.errors import StoreError
from mnist_core.store import tables

PROJECT = Path(__file__).resolve().parents[2]
FILE_NAME = "runs.sqlite"


def default_folder() -> Path:
    """Return where runs are kept: `MNIST_RUNS_DIR`, or `runs` inside the project."""
    return Path(os.environ.get("MNIST_RUNS_DIR") or PROJECT / "runs").expanduser().absolute()


class Database:
    """The part of the run store that every other part stands on: a folder for files and an engine for rows.

    Parameters
    ----------
    url : str, optional
        SQLAlchemy URL of the database; default `MNIST_RUNS_URL`, else an SQLite file in the folder.
    folder : Path, optional
        Where checkpoints, logs and the SQLite file lie; made if absent.
    busy_seconds : float, default 5.0
        How long a write waits for another program's write.

    Raises
    ------
    StoreError
        If the folder or the database cannot be used; nothing that exists is overwritten.
    """

    def __init__(self, url: str | None = None, folder: Path | str | None = None, *, busy_seconds: float = 5.0) -> None:
        self.folder = Path(folder).expanduser().absolute() if folder is not None else default_folder()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the runs folder {self.folder} cannot be made: {error.strerror}") from error
        self.url = url or os.environ.get("MNIST_RUNS_URL") or ""
        in_folder = sa.URL.create("sqlite", database=str(self.folder / FILE_NAME))  # any character may be in its path
        try:
            self.engine = sa.create_engine(self.url or in_folder)
        except (SQLAlchemyError, ImportError, ValueError) as error:
            raise StoreError(f"the run store's address cannot be used: {error}") from error
        if not self.url:
            _make_private(self.folder / FILE_NAME)
        self._refuse_foreign()
        if self.engine.dialect.name == "sqlite":
            _set_up_sqlite(self.engine, busy_seconds)
        self._writer = threading.Lock()
        self._make_tables()

    def __repr__(self) -> str:
        return f"Database({self.address!r})"

    @property
    def address(self) -> str:
        """The database's URL without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of every connection; the store opens them again when next used."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to read through."""
        with self._explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose writes all happen, or none of them."""
        with self._explained(), self._writer, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing_alone(self) -> Iterator[sa.Connection]:
        """Give a connection that reads and then writes while no other process does the same.

        Every database serialises two updates of the same row, so updating one row first is a lock that needs no
        dialect's own words.
        """
        with self.writing() as connection:
            table = tables.settings
            turn = table.update().where(table.c.name == "turn").values(value=1 - table.c.value)
            connection.execute(turn)
            yield connection

    def _refuse_foreign(self) -> None:
        """Refuse a database of another program, or of another version of this one, before anything in it changes."""
        with self._explained(), self.engine.connect() as connection:
            inspector = sa.inspect(connection)
            present, settings = set(inspector.get_table_names()), tables.settings
            if settings.name in present:
                columns = {column["name"] for column in inspector.get_columns(settings.name)}
                is_foreign = columns != {column.name for column in settings.columns}
                if not is_foreign:
                    _refuse_other_version(connection)
            else:
                is_foreign = not present <= set(tables.metadata.tables)
        self.engine.dispose()  # what was opened so far is not set up for writing
        if is_foreign:
            raise StoreError(
                f"the database {self.address} belongs to another program; set MNIST_RUNS_DIR to another folder"
            )

    def _make_tables(self) -> None:
        """Create what is missing and refuse a store that another version of this program made."""
        with self._explained():
            attempts = len(tables.metadata.tables)  # another process may make one of them at each attempt
            while not self._has_tables():
                attempts -= 1
                try:
                    tables.metadata.create_all(self.engine)
                except DBAPIError as error:
                    if "already exists" not in str(error.orig) or not attempts:
                        raise
            self._insert_missing({"version": tables.VERSION, "turn": 0, "max_concurrent": 1, "keep_snapshots": 1})
            with self.engine.connect() as connection:
                _refuse_other_version(connection)

    def _has_tables(self) -> bool:
        """Whether every table is there."""
        return set(tables.metadata.tables) <= set(sa.inspect(self.engine).get_table_names())

    def _insert_missing(self, values: dict[str, int]) -> None:
        """Insert the settings that a new store lacks; two processes may try at once."""
        with self.engine.connect() as connection:
            present = set(connection.execute(sa.select(tables.settings.c.name)).scalars())
        for name in values.keys() - present:
            try:
                with self.engine.begin() as connection:
                    connection.execute(tables.settings.insert().values(name=name, value=values[name]))
            except IntegrityError:
                continue

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn every failure of the database into one clear sentence."""
        driver_error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        try:
            yield
        except (DBAPIError, driver_error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise StoreError(self._explanation(str(cause))) from error
        except SQLAlchemyError as error:
            raise StoreError(f"the run store cannot be used: {error}") from error
        except OverflowError as error:
            raise StoreError("the run store cannot hold so large a number") from error

    def _explanation(self, cause: str) -> str:
        """Say what went wrong and what mends it."""
        where = self.engine.url.database if self.engine.dialect.name == "sqlite" else self.engine.url.host
        text = cause.lower()
        if "locked" in text or "busy" in text:
            return f"the run store {where} is locked by another program; close that program and try again"
        if "readonly" in text or "read-only" in text:
            return f"the run store {where} cannot be written; allow writing there or set MNIST_RUNS_DIR"
        if "full" in text:
            return f"the disk that holds the run store {where} is full; free some space and try again"
        if "malformed" in text or "not a database" in text or "no such table" in text or "corrupt" in text:
            return f"the run store {where} is damaged; move that file away to begin a new one, or put a copy back"
        if "unable to open" in text:
            return f"the run store {where} cannot be opened; check that the folder exists and may be written"
        return f"the run store {where} failed: {cause.strip().splitlines()[0] if cause.strip() else 'no reason given'}"


def private(path: str, flags: int) -> int:
    """Open a file, as `open` wants its opener, so that a new one can be read by its owner only."""
    return os.open(path, flags, 0o600)


def _make_private(path: Path) -> None:
    """Make an empty file before SQLite does, which would let everybody read it."""
    with suppress(OSError):  # a folder that cannot be written is told when the file is opened
        os.close(private(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL))


def _refuse_other_version(connection: sa.Connection) -> None:
    """Refuse a store that another version of this program made."""
    query = sa.select(tables.settings.c.value).where(tables.settings.c.name == "version")
    version = connection.execute(query).scalar_one_or_none()
    if version not in (None, tables.VERSION):
        raise StoreError(
            f"the run store has version {version} and this program reads version {tables.VERSION}; "
            "set MNIST_RUNS_DIR to another folder, or update the program"
        )


def _set_up_sqlite(engine: sa.Engine, busy_seconds: float) -> None:
    """Write-ahead logging, patient writers, and no `fsync` a commit (a crash of the machine loses seconds at most)."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
