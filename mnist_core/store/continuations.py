"""More epochs for a run that has finished.

The run stays as it is, with its network and its accuracy. A new run takes over its history and its training state and
goes on from there, so that its curves begin where the old ones do and end later. Where the state is no longer kept,
the new run trains all epochs: the same seed leads it through the same weights.
"""

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from mnist_core.errors import CheckpointError, StoreError
from mnist_core.files.checkpoint import Checkpoint, checkpoint_path, checkpoint_paths, load_checkpoint, save_checkpoint
from mnist_core.files.lesson_file import DIGITS
from mnist_core.files.snapshots import FOLDER
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.networks import Networks
from mnist_core.store.retention import MOST_CONTINUED, MOST_CONTINUED_BYTES
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.runs import MAX_NAME, Runs
from mnist_core.store.waiting import queue_ends
from mnist_core.training.continuing import differences, longer

TAKEN_OVER = (
    "epoch",
    "step",
    "steps_per_epoch",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "best_validation_accuracy",
    "train_seconds",
)
"""What a new run knows of its training before it begins."""

_COPIED = (tables.epochs, tables.step_blocks, tables.insights, tables.first_layers, tables.pin_readings, tables.changes)
_EPOCHS_IN_NAME = re.compile(r", \d+ epochs$")


@dataclass(frozen=True)
class Offer:
    """How a run would be continued.

    Attributes
    ----------
    epochs : int
        To how many.
    goes_on : bool
        Whether from where it ended; else a new run trains all of them.
    said : str
        What comes of it, in whole sentences.
    """

    epochs: int
    goes_on: bool
    said: str


class Continuations:
    """The part of the run store that continues finished runs."""

    def __init__(self, database: Database, runs: Runs, networks: Networks) -> None:
        self._database, self._runs, self._networks = database, runs, networks

    def hindrance(self, run: Run) -> str:
        """Return why a run cannot be continued, one sentence that says what can be done instead; else ""."""
        if run.source == "pretrained":
            return "the network that ships with the project cannot be continued, because only its weights are kept"
        if run.source != "trained":
            return f"run {run.id} was imported, so it cannot be continued; start a new run with its settings"
        if run.status is not RunStatus.FINISHED:
            way = "resume it" if run.can_resume else "start a new run" if run.status.is_over else "wait until it has"
            return f"run {run.id} is {run.status} and not finished, so it cannot be continued; {way}"
        if (self._runs.folder(run.id) / DIGITS).exists():
            return f"run {run.id} is a lesson in your own digits, so it cannot be continued; teach it once more"
        return ""

    def offer(self, run: Run, more: int) -> Offer:
        """Say what it would mean to train a run for more epochs.

        Raises
        ------
        StoreError
            If it cannot be continued.
        ConfigurationError
            If those are more epochs than a run may have.
        """
        if sentence := self.hindrance(run):
            raise StoreError(sentence)
        epochs = longer(run.config, run.epoch, more).epochs
        if not checkpoint_path(self._runs.folder(run.id), run.step).exists():
            if run.epoch < run.config.epochs:
                raise StoreError(
                    f"run {run.id} had stopped early and its training state is no longer kept, so it cannot be "
                    "continued; start a new run with more patience"
                )
            again = differences(run.config, run.config.epochs, epochs)
            same = "" if again else f", the first {run.epoch} of them as before, to the bit"
            return Offer(
                epochs, False, f"Its training state is no longer kept: a new run trains all {epochs} epochs{same}."
            )
        told = " ".join(differences(run.config, run.epoch, epochs))
        exact = f"It ends as a run of {epochs} epochs from the start would, to the bit."
        return Offer(epochs, True, f"A new run goes on from epoch {run.epoch}. {told or exact}")

    def start(self, run_id: int, more: int) -> Run:
        """Queue a run that trains a finished one for more epochs; that one stays as it is.

        The new run's `continues` is its number, or None where the new run trains all epochs.

        Raises
        ------
        StoreError
            If it cannot be continued, or the store cannot be written.
        ConfigurationError
            If those are more epochs than a run may have.
        CheckpointError
            If the folder holds another run's files, or the new run's cannot be written.
        """
        run = self._runs.get(run_id)
        offer = self.offer(run, more)
        self._networks.check_owner(run)
        checkpoint = self._state(run)
        config = longer(run.config, run.epoch, more)
        name = f"{_EPOCHS_IN_NAME.sub('', run.name)[: MAX_NAME - 20]}, {offer.epochs} epochs"
        begun = {column: getattr(run, column) for column in TAKEN_OVER} | {"has_checkpoint": True}
        with self._database.writing_alone() as connection:
            new_id = self._runs.insert(
                connection,
                config,
                name,
                preset="",
                source="trained",
                status=RunStatus.QUEUED,
                queue_position=queue_ends(connection)[0] - 1,
                **({"continues": run_id} | begun if checkpoint else {}),
            )
            if checkpoint is not None:
                identity = sa.select(tables.runs.c.identity).where(tables.runs.c.id == new_id)
                owner = connection.execute(identity).scalar_one()
                _copy_history(connection, run_id, new_id)
                self._take_files(run_id, new_id, replace(checkpoint, run=owner))
        return self._runs.get(new_id)

    def thin(self) -> None:
        """Remove the training states for which there is no room: those of the runs that finished first."""
        table = tables.runs
        query = sa.select(table.c.id).where(table.c.status == RunStatus.FINISHED)
        with self._database.reading() as connection:
            finished = connection.execute(query.order_by(table.c.finished_at.desc(), table.c.id.desc())).scalars().all()
        count = size = 0
        for run_id in finished:
            for path in checkpoint_paths(self._runs.folder(run_id)):
                with suppress(OSError):
                    count, size = count + 1, size + path.stat().st_size
                    if count > MOST_CONTINUED or size > MOST_CONTINUED_BYTES:
                        path.unlink(missing_ok=True)

    def _state(self, run: Run) -> Checkpoint | None:
        """Return the state in which a run ended, its patience new if that had run out; None where there is none."""
        try:
            checkpoint = load_checkpoint(checkpoint_path(self._runs.folder(run.id), run.step))
        except CheckpointError:  # no longer kept, or damaged
            return None
        if run.epoch == run.config.epochs:
            return checkpoint
        progress = checkpoint.state["progress"]
        patient = {"early_stopping": progress["early_stopping"] | {"epochs_without_gain": 0}}
        return replace(checkpoint, state=checkpoint.state | {"progress": progress | patient})

    def _take_files(self, run_id: int, new_id: int, checkpoint: Checkpoint) -> None:
        """Give a new run the state to begin with, and the moments that it can go back to."""
        folder = self._runs.folder(new_id)
        try:
            (folder / FOLDER).mkdir(parents=True, exist_ok=True)
            for path in (self._runs.folder(run_id) / FOLDER).glob("*.safetensors"):
                _share(path, folder / FOLDER / path.name)
            save_checkpoint(folder, checkpoint)
        except (OSError, CheckpointError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, CheckpointError):
                raise
            raise CheckpointError(f"the files of run {run_id} cannot be copied: {error.strerror or error}") from error


def _copy_history(connection: sa.Connection, run_id: int, new_id: int) -> None:
    """Let a run have measured what another has."""
    for table in _COPIED:
        columns = [column for column in table.columns if column.name not in ("id", "run_id")]
        of_old = sa.select(sa.literal(new_id), *columns).where(table.c.run_id == run_id).order_by(*table.primary_key)
        connection.execute(table.insert().from_select(["run_id", *(column.name for column in columns)], of_old))


def _share(path: Path, target: Path) -> None:
    """Let a file, which nobody writes into any more, lie in two folders; copy it where the disk cannot do that."""
    with suppress(FileNotFoundError):  # it may just have been thinned out
        try:
            os.link(path, target)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(path, target)
