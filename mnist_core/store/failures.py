"""What the database says when something fails, as one sentence that says what mends it.

Some failures pass: a lock, a server that starts again, a full disk. Whoever has time, a worker above all, waits and
tries again after a StoreUnavailableError; after any other it would wait in vain.
"""

import sqlalchemy as sa

from mnist_core.errors import StoreError, StoreUnavailableError


def explained(cause: BaseException | None, engine: sa.Engine) -> StoreError:
    """Return the error to raise for what a database's driver said.

    Parameters
    ----------
    cause : exception
        The driver's own.
    engine : Engine
        Of whose address messages show a part without a secret.
    """
    where = engine.url.database if engine.dialect.name == "sqlite" else engine.url.host
    text, driver = str(cause).lower(), engine.dialect.loaded_dbapi
    if "locked" in text or "busy" in text:
        return locked(where)
    if "readonly" in text or "read-only" in text:
        return StoreUnavailableError(
            f"the run store {where} cannot be written; allow writing there or set MNIST_RUNS_DIR"
        )
    if "full" in text:
        return StoreUnavailableError(
            f"the disk that holds the run store {where} is full; free some space and try again"
        )
    if "malformed" in text or "not a database" in text or "no such table" in text or "corrupt" in text:
        return StoreError(
            f"the run store {where} is damaged; move that file away to begin a new one, or put a copy back"
        )
    if "unable to open" in text:
        return StoreUnavailableError(
            f"the run store {where} cannot be opened; check that the folder exists and may be written"
        )
    reason = next(iter(str(cause).strip().splitlines()), "no reason given")
    lasts = isinstance(cause, (driver.IntegrityError, driver.DataError, driver.ProgrammingError)) or "decode" in text
    return (StoreError if lasts else StoreUnavailableError)(f"the run store {where} failed: {reason}")


def locked(where: str | None) -> StoreUnavailableError:
    """Return the error for a store in which another program writes for longer than one waits."""
    return StoreUnavailableError(
        f"the run store {where} is locked by another program; close that program and try again"
    )
