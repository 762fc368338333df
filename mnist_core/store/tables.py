"""The tables of the run store.

Numbers that a page lists stand in columns of `runs`, so that one query draws the whole table. Step metrics come in
thousands a second and are therefore packed: one row of `step_blocks` holds every step between two flushes.
"""

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

VERSION = 1
"""Raised whenever a table changes its meaning; a store of another version is refused, not guessed at."""

MAX_BLOB = 2**24
"""Room for what training measures between two writes, where a database wants to know."""

metadata = MetaData()

settings = Table(
    "settings", metadata, Column("name", String(64), primary_key=True), Column("value", Integer, nullable=False)
)

identity = Table(
    "identity", metadata, Column("id", Integer, primary_key=True), Column("value", String(40), nullable=False)
)

workers = Table(
    "workers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", Integer),
    Column("process_started", Double),
    Column("heartbeat", Double, nullable=False),
    Column("run_id", Integer),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("preset", String(64), nullable=False),
    Column("source", String(16), nullable=False),
    Column("config", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("epoch", Integer, nullable=False, default=0),
    Column("step", Integer, nullable=False, default=0),
    Column("steps_per_epoch", Integer, nullable=False, default=0),
    Column("train_loss", Double),
    Column("train_accuracy", Double),
    Column("validation_loss", Double),
    Column("validation_accuracy", Double),
    Column("best_validation_accuracy", Double),
    Column("test_loss", Double),
    Column("test_accuracy", Double),
    Column("train_seconds", Double, nullable=False, default=0.0),
    Column("images_per_second", Double),
    Column("message", Text, nullable=False, default=""),
    Column("queue_position", Double),
    Column("has_checkpoint", Boolean, nullable=False, default=False),
    Column("deleted_at", Double),
    Column("worker_id", Integer),
    Column("identity", String(40)),
    Column("continues", Integer),
    Column("visitor", String(40)),
    Index("runs_by_status", "status", "queue_position"),
    sqlite_autoincrement=True,  # links and pages name a run by its number: a purged one's is not given out again
)

turns = Table(
    "turns", metadata, Column("visitor", String(40), primary_key=True), Column("turn", Integer, nullable=False)
)

marks = Table(
    "marks",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    Column("starred", Boolean, nullable=False),
    Column("tags", Text, nullable=False),
    Column("note", Text, nullable=False),
)

pins = Table(
    "pins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("image", LargeBinary(MAX_BLOB), nullable=False),
    Column("label", Integer),
    sqlite_autoincrement=True,  # a removed one's number is not given out again: runs keep what they read of it
)

label_opinions = Table(
    "label_opinions",
    metadata,
    Column("data", String(64), primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("wrong", Boolean, nullable=False),
    Column("said_at", Double, nullable=False),
)

own_digits = Table(
    "own_digits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("image", LargeBinary(MAX_BLOB), nullable=False),
    Column("label", Integer, nullable=False),
    Column("visitor", String(40)),
    sqlite_autoincrement=True,  # a page may still offer to remove one that is gone
)

lesson_progress = Table(
    "lesson_progress",
    metadata,
    Column("visitor", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("prediction", String(64), nullable=False),
    Column("begun_at", Double, nullable=False),
    Column("after_run", Integer, nullable=False),
    Column("after_digit", Integer, nullable=False),
    Column("done_at", Double),
    Column("shown", Text, nullable=False),
)


def _of_run(*, primary_key: bool = True) -> Column[int]:
    """Return a column that says which run a row belongs to."""
    return Column("run_id", Integer, ForeignKey("runs.id"), primary_key=primary_key, nullable=False)


epochs = Table(
    "epochs",
    metadata,
    _of_run(),
    Column("epoch", Integer, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("train_loss", Double, nullable=False),
    Column("train_accuracy", Double, nullable=False),
    Column("validation_loss", Double),
    Column("validation_accuracy", Double),
    Column("learning_rate", Double, nullable=False),
    Column("images", Integer, nullable=False),
    Column("train_seconds", Double, nullable=False),
    Column("is_best", Boolean, nullable=False),
)

step_blocks = Table(
    "step_blocks",
    metadata,
    _of_run(),
    Column("last_step", Integer, primary_key=True),
    Column("data", LargeBinary(MAX_BLOB), nullable=False),
)

insights = Table(
    "insights",
    metadata,
    _of_run(),
    Column("step", Integer, primary_key=True),
    Column("data", Text, nullable=False),
)

first_layers = Table(
    "first_layers",
    metadata,
    _of_run(),
    Column("step", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("scale", Double, nullable=False),
    Column("data", LargeBinary(MAX_BLOB), nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_run(primary_key=False),
    Column("epoch", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("field", String(64), nullable=False),
    Column("old", Double, nullable=False),
    Column("new", Double, nullable=False),
    Index("changes_by_run", "run_id", "step"),
)

pin_readings = Table(
    "pin_readings",
    metadata,
    _of_run(),
    Column("step", Integer, primary_key=True),
    Column("data", LargeBinary(MAX_BLOB), nullable=False),
)

commands = Table(
    "commands",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_run(primary_key=False),
    Column("kind", String(16), nullable=False),
    Column("payload", Text, nullable=False),
    Index("commands_by_run", "run_id", "id"),
    sqlite_autoincrement=True,  # a worker asks for what came after its last one, so no number returns
)

studies = Table(
    "tuning_studies",  # a server's database may also hold Optuna's own "studies"
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("plan", Text, nullable=False),
    Column("measures_all", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("deleted_at", Double),
    Column("message", Text, nullable=False, default=""),
    Column("seconds", Double, nullable=False, default=0.0),
    Column("winner", Integer),
    Column("sampler_state", Text, nullable=False, default="{}"),
    Column("wishes", Text, nullable=False, default="[]"),
    Column("claim", Integer, nullable=False, default=0),
    Column("host", String(255), nullable=False, default=""),
    Column("pid", Integer),
    Column("process_started", Double),
    Column("heartbeat", Double, nullable=False, default=0.0),
    Column("visitor", String(40)),
    sqlite_autoincrement=True,
)

trials = Table(
    "tuning_trials",
    metadata,
    Column("study_id", Integer, ForeignKey("tuning_studies.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("run_id", Integer, unique=True),  # no foreign key: what a trial found outlives its run
    Column("params", Text, nullable=False),
    Column("is_wish", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("goals", Text, nullable=False, default="[]"),
    Column("reason", Text, nullable=False, default=""),
    Column("told_at", Double),
)

HISTORY = (epochs, step_blocks, insights, first_layers, pin_readings, changes, commands)
"""Every table whose rows belong to a run and go with it."""
