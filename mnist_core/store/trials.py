"""Trials: what a study tried. Each is an ordinary run of the queue.

A trial and its run are written in one transaction, and a trial is told once, by a change of its state that only one
writer can make; so whatever dies and whenever, none is lost and none is trained twice.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from mnist_core.store import tables
from mnist_core.store.database import Database
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import MAX_NAME, Runs
from mnist_core.store.study import Trial, TrialState, held_study, update_study
from mnist_core.store.waiting import queue_ends
from mnist_core.training.config import TrainingConfig


class Trials:
    """The part of the run store that knows the trials of studies."""

    def __init__(self, database: Database, runs: Runs) -> None:
        self._database = database
        self._runs = runs

    def of(self, study_id: int) -> list[Trial]:
        """Return a study's trials in the order in which they were asked for."""
        table = tables.trials
        query = sa.select(table).where(table.c.study_id == study_id).order_by(table.c.number)
        with self._database.reading() as connection:
            return [Trial.from_row(row) for row in connection.execute(query)]

    def of_runs(self) -> dict[int, int]:
        """Return the study of every run that is a trial."""
        table = tables.trials
        query = sa.select(table.c.run_id, table.c.study_id).where(table.c.run_id.is_not(None))
        with self._database.reading() as connection:
            return {row.run_id: row.study_id for row in connection.execute(query)}

    def measures(self, run_id: int) -> bool | None:
        """Whether a trial is measured on the test images, which are not for those among which a study chooses.

        None for a run that is no trial.
        """
        joined = tables.trials.join(tables.studies, tables.trials.c.study_id == tables.studies.c.id)
        query = sa.select(tables.studies.c.measures_all).select_from(joined).where(tables.trials.c.run_id == run_id)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def ask(
        self,
        study_id: int,
        number: int,
        params: Mapping[str, Any],
        *,
        claim: int,
        sampler_state: Mapping[str, Any],
        config: TrainingConfig | None,
        failure: str = "",
        is_wish: bool = False,
    ) -> Trial:
        """Write down a trial and queue its run, both or neither; a wish is thereby granted.

        Parameters
        ----------
        study_id, number : int
        params : mapping
            The searched settings and their values.
        claim : int
            The tuner must still hold the study by it, or a TunerReplaced is raised.
        sampler_state : mapping
            What the sampler must know of what it asked, JSON-able.
        config : TrainingConfig or None
            None where the values make no network; the trial has then failed, and `failure` says why.
        """
        with self._database.writing_alone(durable=False) as connection:
            study = held_study(connection, study_id, claim)
            state = TrialState.RUNNING if config else TrialState.FAILED
            told_at = None if config else time.time()
            run_id = None
            if config is not None:
                run_id = self._runs.insert(
                    connection,
                    config,
                    f"{study.name[: MAX_NAME - 20]}, trial {number + 1}",
                    preset="",
                    visitor=study.visitor,
                    source="trained",
                    status=RunStatus.QUEUED,
                    queue_position=queue_ends(connection)[1] + 1,
                )
            asked = Trial(study_id, number, run_id, dict(params), is_wish, state, (), failure, told_at)
            row = vars(asked) | {"params": json.dumps(params), "goals": "[]"}
            connection.execute(tables.trials.insert().values(**row))
            wishes = study.wishes[1:] if is_wish else study.wishes
            update_study(connection, study_id, sampler_state=json.dumps(sampler_state), wishes=json.dumps(wishes))
        return asked

    def give_up(self, study_id: int, number: int, reason: str) -> None:
        """Write down why a trial ends early, before its run is asked to stop."""
        table = tables.trials
        going_on = (table.c.study_id == study_id) & (table.c.number == number) & (table.c.state == TrialState.RUNNING)
        with self._database.writing() as connection:
            connection.execute(table.update().where(going_on).values(reason=reason))

    def tell(self, told: Trial) -> bool:
        """Write down how a trial ended; return False if that was told before, and then change nothing."""
        table = tables.trials
        same = (table.c.study_id == told.study_id) & (table.c.number == told.number)
        untold = same & (table.c.state == TrialState.RUNNING)
        row = {"state": told.state, "goals": json.dumps(told.goals), "reason": told.reason, "told_at": told.told_at}
        with self._database.writing(durable=False) as connection:
            return connection.execute(table.update().where(untold).values(**row)).rowcount == 1

    def measured(self, run_id: int, *, accuracy: float, loss: float) -> None:
        """Write down how the winner's network reads the test images."""
        table = tables.runs
        with self._database.writing() as connection:
            values = {"test_accuracy": accuracy, "test_loss": loss}
            connection.execute(table.update().where(table.c.id == run_id).values(**values))
