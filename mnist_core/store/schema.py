"""The tables of a store: made where they are missing, completed where an earlier version made them, never guessed at.

A database of another program, or of a newer version of this one, is refused before anything in it changes.
"""

import uuid

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from mnist_core.errors import StoreError
from mnist_core.store import tables

DEFAULTS = {"version": tables.VERSION, "turn": 0, "max_concurrent": 1, "keep_snapshots": 1, "last_worker": 0}
"""The settings of a new store."""

BEFORE = "before-"
"""So begins the identity of a run that was made before runs had one: its files need not carry it."""


def refuse_foreign(engine: sa.Engine) -> None:
    """Refuse a database of another program, or of another version of this one."""
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        present, settings = set(inspector.get_table_names()), tables.settings
        if settings.name in present:
            columns = {column["name"] for column in inspector.get_columns(settings.name)}
            is_foreign = columns != {column.name for column in settings.columns}
            if not is_foreign:
                _refuse_other_version(connection)
        else:
            is_foreign = not present <= set(tables.metadata.tables)
    engine.dispose()  # what was opened so far is not set up for writing
    if is_foreign:
        address = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"the database {address} belongs to another program; set MNIST_RUNS_DIR to another folder")


def make_tables(engine: sa.Engine) -> str:
    """Create what is missing, refuse a store of another version, and return the store's identity."""
    attempts = len(tables.metadata.tables)  # another process may make one of them at each attempt
    while not set(tables.metadata.tables) <= set(sa.inspect(engine).get_table_names()):
        attempts -= 1
        try:
            tables.metadata.create_all(engine)
        except DBAPIError as error:
            if "already exists" not in str(error.orig) or not attempts:
                raise
    for table in (tables.runs, tables.studies, tables.own_digits):
        _add_columns(engine, table)
    _insert_missing(engine)
    with engine.connect() as connection:
        _refuse_other_version(connection)
    _identify_old_runs(engine)
    return read_identity(engine)


def read_identity(engine: sa.Engine) -> str:
    """Return the identity of the store that is in a database now."""
    with engine.connect() as connection:
        return str(connection.execute(sa.select(tables.identity.c.value)).scalar_one())


def new_identity() -> str:
    """Return a name that nothing else has or will have."""
    return uuid.uuid4().hex


def _add_columns(engine: sa.Engine, table: sa.Table) -> None:
    """Add the columns that a table of an earlier version lacks; they are empty there."""
    present = {column["name"] for column in sa.inspect(engine).get_columns(table.name)}
    for column in table.columns:
        if column.name in present:
            continue
        kind = column.type.compile(engine.dialect)
        try:
            with engine.begin() as connection:
                connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))
        except DBAPIError:
            if column.name not in {item["name"] for item in sa.inspect(engine).get_columns(table.name)}:
                raise  # it was not another process that added it in the same moment


def _insert_missing(engine: sa.Engine) -> None:
    """Insert the settings that a new store lacks, and its identity; two processes may try at once."""
    settings, identity = tables.settings, tables.identity
    with engine.connect() as connection:
        present = set(connection.execute(sa.select(settings.c.name)).scalars())
        is_named = connection.execute(sa.select(identity.c.value)).first() is not None
    rows = [settings.insert().values(name=name, value=DEFAULTS[name]) for name in DEFAULTS.keys() - present]
    if not is_named:
        rows.append(identity.insert().values(id=1, value=new_identity()))
    for row in rows:
        try:
            with engine.begin() as connection:
                connection.execute(row)
        except IntegrityError:
            continue


def _identify_old_runs(engine: sa.Engine) -> None:
    """Give an identity to the runs that were made before runs had one."""
    table = tables.runs
    with engine.connect() as connection:
        nameless = connection.execute(sa.select(table.c.id).where(table.c.identity.is_(None))).scalars().all()
    for run_id in nameless:
        still = table.update().where(table.c.id == run_id, table.c.identity.is_(None))
        with engine.begin() as connection:
            connection.execute(still.values(identity=BEFORE + new_identity()))


def _refuse_other_version(connection: sa.Connection) -> None:
    """Refuse a store that another version of this program made."""
    query = sa.select(tables.settings.c.value).where(tables.settings.c.name == "version")
    version = connection.execute(query).scalar_one_or_none()
    if version not in (None, tables.VERSION):
        raise StoreError(
            f"the run store has version {version} and this program reads version {tables.VERSION}; "
            "set MNIST_RUNS_DIR to another folder, or update the program"
        )
