"""The moments of a run's training that one can go back to, and whether any are kept."""

import sqlalchemy as sa

from mnist_core.files import snapshots
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.networks import Networks
from mnist_core.store.runs import Runs


class Snapshots:
    """The part of the run store that goes back in time."""

    def __init__(self, database: Database, runs: Runs, networks: Networks) -> None:
        self._database = database
        self._runs = runs
        self._networks = networks

    @property
    def are_kept(self) -> bool:
        """Whether runs that begin to train from now on keep snapshots; they do, unless a person said no."""
        table = tables.settings
        query = sa.select(table.c.value).where(table.c.name == "keep_snapshots")
        with self._database.reading() as connection:
            return bool(connection.execute(query).scalar_one())

    def keep(self, *, wanted: bool) -> None:
        """Say whether runs keep snapshots; those that exist stay, and a run in training goes on as it began."""
        self._runs.check_may_set_up()
        table = tables.settings
        change = table.update().where(table.c.name == "keep_snapshots").values(value=int(wanted))
        with self._database.writing() as connection:
            connection.execute(change)

    def steps(self, run_id: int) -> list[int]:
        """Return the steps of which a run has a snapshot, in order; none for runs that kept none."""
        return snapshots.snapshot_steps(self._runs.folder(run_id))

    def load(self, run_id: int, step: int) -> NeuralNetwork:
        """Return the network as it was after so many steps.

        Raises
        ------
        NetworkFileError
            If there is no snapshot of this step, or it is damaged; the message is one sentence.
        CheckpointError
            If the files in the run's folder are another run's.
        """
        self._networks.check_owner(self._runs.get(run_id))
        return snapshots.load_snapshot(self._runs.folder(run_id), step)
