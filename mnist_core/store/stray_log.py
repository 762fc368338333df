"""A log of SQLite's that lies beside a database which it does not belong to.

SQLite keeps what was written last in a file beside the database, and takes it up when the database is next opened,
without a look at whose it is. A backup that is copied over `runs.sqlite` while the old log lies there would so be
overwritten, page by page, with parts of another store.
"""

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from mnist_core.store import tables
from mnist_core.store.place import MARK


def set_aside_stray_log(path: Path) -> None:
    """Rename the log beside a database if the folder's mark names another store than the one in the file.

    A store that was just begun may be in its log alone; a file without tables says nothing and is left alone.

    Parameters
    ----------
    path : Path
        Of the SQLite file; it is read and not written, and its log is not taken up.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        marked = (path.parent / MARK).read_text(errors="replace").strip()
        if not marked or log.stat().st_size == 0:
            return
        found = _identity(path)
    except (OSError, sqlite3.Error):  # absent, or told when the file is opened
        return
    if found in (None, marked):
        return
    with suppress(OSError):
        log.rename(log.with_name(f"{log.name}.stray-{time.time_ns()}"))
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)


def _identity(path: Path) -> str | None:
    """Return the identity of the store in the file itself, "" in another program's, None where there are no tables."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as file:
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not names:
            return None
        if tables.identity.name not in names:
            return ""
        row = file.execute(f"SELECT value FROM {tables.identity.name}").fetchone()
        return None if row is None else str(row[0])
