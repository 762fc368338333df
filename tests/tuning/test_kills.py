"""A study whose tuner, workers and server are killed again and again: each trial is told once, and none lost."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from mnist_core.data.dataset import Dataset
from mnist_core.store import tables
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import StudyStatus, TrialState
from mnist_core.training.trainer import Trainer
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace
from tests.tuning.conftest import BASE
from tests.tuning.household import Household

EPOCHS = 60
"""Long enough for a kill to fall into a trial."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
Wait = Callable[..., None]

WITNESS = """
CREATE TABLE witness (what TEXT, id INTEGER);
CREATE TRIGGER told AFTER UPDATE OF told_at ON tuning_trials
    BEGIN INSERT INTO witness VALUES ('told', NEW.number); END;
CREATE TRIGGER finished AFTER UPDATE OF status ON runs WHEN NEW.status = 'finished'
    BEGIN INSERT INTO witness VALUES ('finished', NEW.id); END;
"""
"""The database itself counts, whatever the program believes."""


@pytest.fixture
def household(store: RunStore, runs_folder: Path) -> Iterator[Household]:
    """Return the processes of the test's store, none of which lives afterwards."""
    with closing(sqlite3.connect(runs_folder / "runs.sqlite")) as database:
        database.executescript(WITNESS)
    household = Household(runs_folder)
    yield household
    household.end()


def seen(runs_folder: Path, what: str) -> list[int]:
    """Return the numbers of which the database saw something happen."""
    with closing(sqlite3.connect(runs_folder / "runs.sqlite")) as database:
        return sorted(row[0] for row in database.execute("SELECT id FROM witness WHERE what = ?", (what,)))


@pytest.mark.parametrize(("trials", "kills", "seed"), [(12, 5, 0), pytest.param(40, 20, 1, marks=pytest.mark.campaign)])
def test_killed_study_is_complete_and_every_trial_told_once(
    trials: int,
    kills: int,
    seed: int,
    store: RunStore,
    runs_folder: Path,
    household: Household,
    small_data: Dataset,
    wait_until: Wait,
) -> None:
    rng = np.random.default_rng(seed)
    space = SearchSpace((read_searched("learning_rate=0.01..1:log"), read_searched("batch_size=50, 100")))
    plan = StudyPlan(base=BASE.with_changes(epochs=EPOCHS), space=space, sampler="random", trials=trials, seed=seed)
    store.queue.change_settings(max_concurrent=2)
    study = store.studies.create(plan.to_dict())
    killed: list[str] = []
    epoch = tables.runs.c.epoch

    def goes_on(until: Callable[[], object]) -> None:
        def look() -> object:
            household.do_what_is_noted()
            return until()

        wait_until(look, seconds=120)

    def trained() -> float:
        """Return how many trials' worth of training is recorded."""
        with store.database.reading() as connection:
            return float(connection.execute(sa.select(sa.func.sum(epoch))).scalar_one() or 0.0) / EPOCHS

    def is_over() -> bool:
        return store.studies.get(study.id).status.is_over

    for kill in range(kills):
        role = str(rng.choice(["tuner", "worker", "server"]))
        goal = trials * (kill + rng.random()) / (kills + 1)
        goes_on(lambda goal=goal, role=role: is_over() or (trained() >= goal and household.alive(role)))
        assert not is_over()
        killed.append(str(rng.choice(household.alive(role))))
        household.kill(killed[-1])
    goes_on(is_over)

    ended, found = store.studies.get(study.id), store.trials.of(study.id)
    assert (ended.status, ended.message) == (StudyStatus.FINISHED, f"{trials} trials were made"), killed
    assert [trial.number for trial in found] == list(range(trials))
    assert all(trial.state is TrialState.COMPLETE for trial in found), killed
    assert seen(runs_folder, "told") == list(range(trials)), killed
    assert seen(runs_folder, "finished") == sorted(trial.run_id or 0 for trial in found), killed
    runs = {run.id: run for run in store.runs.all()}
    assert sorted(runs) == seen(runs_folder, "finished"), "every run is a trial"
    for trial in found:
        run = runs[trial.run_id or 0]
        assert run.status is RunStatus.FINISHED
        assert run.config == plan.config(trial.params)
        np.testing.assert_array_equal(store.history.steps(run.id).step, np.arange(1, run.step + 1))
        assert [end.epoch for end in store.history.epochs(run.id)] == list(range(1, EPOCHS + 1))
    alone = Trainer(runs[1].config)
    list(alone.fit(small_data.train))
    assert store.networks.load(1).parameters.tobytes() == alone.network.parameters.tobytes()
