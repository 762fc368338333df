"""One connection to the run store, for whoever reads or writes it.

The store is an SQLite file in write-ahead mode unless a URL says otherwise: many processes read while one writes,
and a reader never waits. Every failure of the database becomes a StoreError of one sentence, here and nowhere else.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from mnist_core.errors import StoreError
from mnist_core.store import tables
from mnist_core.store.failures import explained, locked
from mnist_core.store.place import Place, mark_folder
from mnist_core.store.schema import make_tables, read_identity, refuse_foreign
from mnist_core.store.stray_log import set_aside_stray_log

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
            address = sa.make_url(self.url) if self.url else in_folder
            if address.drivername == "postgresql":
                address = address.set(drivername="postgresql+psycopg")  # SQLAlchemy would look for an older driver
            is_server = address.get_backend_name() != "sqlite"
            self.engine = sa.create_engine(address, pool_pre_ping=is_server)  # a server may have started again
        except ModuleNotFoundError as error:
            means = "python -m pip install 'psycopg[binary]'" if error.name == "psycopg" else "install it"
            raise StoreError(f"the run store's address needs {error.name}, which is missing: {means}") from error
        except (SQLAlchemyError, ImportError, ValueError) as error:
            raise StoreError(f"the run store's address cannot be used: {error}") from error
        if not self.url:
            _make_private(self.folder / FILE_NAME)
            set_aside_stray_log(self.folder / FILE_NAME)
        with self._explained():
            refuse_foreign(self.engine)
        if self._is_sqlite:
            _set_up_sqlite(self.engine, busy_seconds)
        self._busy_seconds = busy_seconds
        self._writer = threading.Lock()
        with self._explained():
            identity = make_tables(self.engine)
        mark_folder(self.folder, identity, is_inside=not self.url)
        self._place = Place(self.engine, identity, read_identity)

    def __repr__(self) -> str:
        return f"Database({self.address!r})"

    @property
    def address(self) -> str:
        """The database's URL without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of every connection; the store opens them again when next used."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to read through."""
        with self._explained():
            self._place.check()
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[sa.Connection]:
        """Give a connection whose writes all happen, or none of them.

        Parameters
        ----------
        durable : bool, default True
            Whether they must outlast a power cut from the moment that this returns, with all that was written before.
        """
        limit = time.monotonic() + self._busy_seconds  # for all who wait here at once, not for one after another
        with self._explained():
            self._place.check()
            if not self._writer.acquire(timeout=self._busy_seconds):
                raise locked(self.engine.url.database)
            try:
                with self.engine.begin() as connection:
                    if self._is_sqlite:
                        _prepare_to_write(connection, limit - time.monotonic(), durable=durable)
                    yield connection
            finally:
                self._writer.release()

    @contextmanager
    def writing_alone(self, *, durable: bool = True) -> Iterator[sa.Connection]:
        """Give a connection that reads and then writes while no other process does the same; `durable` as above.

        Every database serialises two updates of the same row, so updating one row first is a lock that needs no
        dialect's own words.
        """
        with self.writing(durable=durable) as connection:
            table = tables.settings
            turn = table.update().where(table.c.name == "turn").values(value=1 - table.c.value)
            connection.execute(turn)
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn every failure of the database into one clear sentence."""
        driver_error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        try:
            yield
        except (DBAPIError, driver_error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise explained(cause, self.engine) from error
        except SQLAlchemyError as error:
            raise StoreError(f"the run store cannot be used: {error}") from error
        except OverflowError as error:
            raise StoreError("the run store cannot hold so large a number") from error


def private(path: str, flags: int) -> int:
    """Open a file, as `open` wants its opener, so that a new one can be read by its owner only."""
    return os.open(path, flags, 0o600)


def _make_private(path: Path) -> None:
    """Make an empty file before SQLite does, which would let everybody read it."""
    with suppress(OSError):  # a folder that cannot be written is told when the file is opened
        os.close(private(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL))


def _set_up_sqlite(engine: sa.Engine, busy_seconds: float) -> None:
    """Write-ahead logging and patient writers."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


def _prepare_to_write(connection: sa.Connection, seconds: float, *, durable: bool) -> None:
    """Say how long the coming transaction may wait, and whether it is flushed to the disk when it ends.

    What a worker measures several times a second is not: it comes again with the training, which goes on from a
    checkpoint. Nor is what would be done again if it had not been: a run taken from the queue, a trial asked for or
    told. Everything else is, the record before a checkpoint above all, and a flush takes with it all that was written
    before. So after a power cut the record knows at least as much as the last checkpoint.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {max(0, int(seconds * 1000))}")
    driver.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
